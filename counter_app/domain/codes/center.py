"""Codes of the line to the center, of its answers, and of the center itself."""

from enum import StrEnum


class CenterCode(StrEnum):
    """Why an exchange failed or the center would not do something."""

    # The line
    NOT_ENROLLED = "center.not_enrolled"  # no address or no key yet
    LINE_HELD = "center.line_held"  # cut on purpose (practice office)
    UNREACHABLE = "center.unreachable"  # refused, no route, name unknown
    TIMEOUT = "center.timeout"
    INTERRUPTED = "center.interrupted"  # broke off in mid-exchange
    TLS = "center.tls"
    PROXY = "center.proxy"
    ADDRESS = "center.address"  # not an http(s) address
    PLAIN_HTTP = "center.plain_http"  # no TLS to another machine

    # The answer
    HTML_ANSWER = "center.html_answer"  # captive portal or proxy page
    SERVER_FAULT = "center.server_fault"  # 5xx
    BUSY = "center.busy"  # 429, 503, "later"
    ANSWER_INVALID = "center.answer_invalid"
    ANSWER_UNSIGNED = "center.answer_unsigned"  # not signed by our center
    VERSION = "center.version"  # the other side speaks another wire version
    NOT_FOUND = "center.not_found"

    # Identity
    SIGNATURE = "center.signature"
    CHALLENGE_EXPIRED = "center.challenge_expired"
    REPLAYED = "center.replayed"
    REVOKED = "center.revoked"
    KEY_MISSING = "center.key_missing"  # the device key left the key store
    ENROL_CODE = "center.enrol_code"  # unknown
    ENROL_CODE_USED = "center.enrol_code_used"
    ENROL_CODE_EXPIRED = "center.enrol_code_expired"
    ENROL_PIN = "center.enrol_pin"  # missing, wrong, or wrong too often
    OFFICE_FULL = "center.office_full"  # no terminal code left

    # Requests and operations
    REQUEST_INVALID = "center.request_invalid"
    REQUEST_TOO_LARGE = "center.request_too_large"
    CURSOR = "center.cursor"  # feed position of another database
    CITY_OTHER = "center.city_other"  # rows carry the code of another city
    SLOT_REFUSED = "center.slot_refused"  # a city gives its province no slot
    OPERATION_INVALID = "center.operation_invalid"
    OPERATION_FAULT = "center.operation_fault"  # the center failed on this one only
    SEQUENCE_REUSED = "center.sequence_reused"  # same number, other content
    SET_ASIDE = "center.set_aside"  # acts that do not get through; others go on
    CONSEQUENCE = "center.consequence"  # the answer could not be stored here
    NO_KEY_SERVICE = "center.no_key_service"
    TOO_OFTEN = "center.too_often"  # a limit of requests
    TOO_SLOW = "center.too_slow"  # a request that does not get on
    AUDIT_ANCHOR = "center.audit_anchor"  # a chain contradicts what is kept

    # Administration
    USAGE = "center.usage"
    DATABASE_ADDRESS = "center.database_address"
    DATABASE_AWAY = "center.database_away"
    DATABASE_MISSING = "center.database_missing"  # no file of that name
    DATABASE_FAULT = "center.database_fault"
    SCHEMA_OLD = "center.schema_old"
    SCHEMA_NEW = "center.schema_new"
    PORT_TAKEN = "center.port_taken"
    CARRY_KEY = "center.carry_key"  # enrolment told no key for carry files
    CARRY_FILE = "center.carry_file"  # damaged, forged or for another center
    TLS_FILES = "center.tls_files"  # certificate or key cannot be used
    FILE_UNREADABLE = "center.file_unreadable"
    FILE_UNWRITABLE = "center.file_unwritable"
    LINE_INVALID = "center.line_invalid"  # a line of an import file
    NUMBER_RANGE = "center.number_range"
    NO_SUCH_OFFICE = "center.no_such_office"
    OFFICE_EXISTS = "center.office_exists"
    OFFICE_CODE = "center.office_code"  # not eight digits
    WHICH_OFFICE = "center.which_office"  # several offices, none named
    NO_SUCH_WORKSTATION = "center.no_such_workstation"
    NO_SUCH_CARD = "center.no_such_card"
    CARD_NOT_PROVED = "center.card_not_proved"  # the chip's answer is not its own
    NO_PREVIOUS_CARD = "center.no_previous_card"
    PACK = "center.pack"  # the office's rule pack cannot be read
    PACK_FAULTS = "center.pack_faults"  # a pack to be published
    PACK_VERSION = "center.pack_version"  # not higher than the one before
    PRACTICE_KEYS = "center.practice_keys"  # invented keys in a real city
    KEY_MODULE = "center.key_module"  # PKCS#11: file, token or PIN

    PHOTO_INVALID = "center.photo_invalid"  # no card photo, or another than said
    PHOTO_ELSEWHERE = "center.photo_elsewhere"  # the holder of another office
    PHOTO_OF_ANOTHER = "center.photo_of_another"  # the same picture, somebody else
    NO_PHOTO = "center.no_photo"
    NO_APPLICATION = "center.no_application"
    APPLICATION_STEP = "center.application_step"  # the making never goes back

    # The console
    ACCOUNT_NAME = "center.account_name"  # not a login
    LOGIN_REFUSED = "center.login_refused"  # wrong, unknown, shut or locked
    ACCOUNT_EXISTS = "center.account_exists"
    NO_SUCH_ACCOUNT = "center.no_such_account"
    PASSWORD_WEAK = "center.password_weak"  # noqa: S105 - a code
    NO_SUCH_OPERATION = "center.no_such_operation"
    ALREADY_DECIDED = "center.already_decided"
    NOT_DECIDABLE = "center.not_decidable"  # no rule lets a person decide it so
    NO_PAPER = "center.no_paper"  # the report cannot be made here
    CONSOLE_AUDIT = "center.console_audit"  # the chain does not hold
    # Receipts
    RECEIPT_NUMBER = "center.receipt_number"  # not the shape of number and seal
    RECEIPT_KEY = "center.receipt_key"  # its workstation never told a key
    RECEIPT_FORGED = "center.receipt_forged"
    UNEXPECTED = "center.unexpected"
