"""Codes of applications, photos and exchange campaigns (business.md 2.1, 3)."""

from enum import StrEnum


class ApplyCode(StrEnum):
    """Why an application is not taken."""

    PAPER_UNKNOWN = "apply.paper_unknown"  # 3.1: not in the city's table
    PAPER_NUMBER = "apply.paper_number"  # 3.1: not a number of this paper
    PAPER_EXPIRED = "apply.paper_expired"
    NUMBER = "apply.number"  # the social security number
    BIRTH_DATE = "apply.birth_date"
    FIELD_MISSING = "apply.field_missing"
    PHOTO_MISSING = "apply.photo_missing"
    PAPERS_MISSING = "apply.papers_missing"  # 3.2
    NO_APPLICATION = "apply.no_application"
    NO_COLUMN = "apply.no_column"  # a list without a column that must be there


class PhotoCode(StrEnum):
    """Why photos cannot be worked on."""

    UNREADABLE = "photos.unreadable"
    NO_PICTURES = "photos.no_pictures"
    NO_PHOTO = "photos.no_photo"
    CHOICE = "photos.choice"  # nobody of the candidates was named
    NO_FINDING = "photos.no_finding"  # settled meanwhile
    NO_PATH = "photos.no_path"  # neither folder nor archive was named
    NOT_A_PHOTO = "photos.not_a_photo"  # what was chosen cannot become one


class CampaignCode(StrEnum):
    """Why a campaign cannot be made."""

    NOBODY_DUE = "campaign.nobody_due"
    NO_CAMPAIGN = "campaign.no_campaign"
    NO_LETTERS = "campaign.no_letters"
    SPAN = "campaign.span"
    DAY = "campaign.day"  # not YYYY-MM-DD
    NO_NAME = "campaign.no_name"
    NO_CAMPAIGN_OPEN = "campaign.no_campaign_open"  # whose letters?
