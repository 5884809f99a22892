namespace Scalewright.Providers.AutoScaling;

/// <summary>An error response of AWS.</summary>
/// <param name="Status">HTTP status, 400 to 599.</param>
/// <param name="Code">Error code for clients, for example <c>ValidationError</c>.</param>
/// <param name="Message">Message for users.</param>
/// <remarks>Codes from "Common Errors" of the AutoScaling and EC2 API references, and from their actions.</remarks>
public sealed record QueryError(int Status, string Code, string Message)
{
    /// <summary>Too many requests; clients wait and retry.</summary>
    public static QueryError Throttling { get; } = new(400, "Throttling", "Rate exceeded");

    /// <summary>The service is temporarily unavailable; clients retry.</summary>
    public static QueryError ServiceUnavailable { get; } =
        new(503, "ServiceUnavailable", "The request has failed due to a temporary failure of the server.");

    /// <summary>The service failed; clients retry.</summary>
    public static QueryError InternalFailure { get; } =
        new(500, "InternalFailure", "The request processing has failed because of an unknown error, exception or failure.");

    /// <summary>Code for missing responses.</summary>
    internal const string UnreachableCode = "Unreachable";

    /// <summary>Code for responses that are not from the service.</summary>
    internal const string UnreadableCode = "Unreadable";

    /// <summary>Code for lists that repeat a token or have too many pages.</summary>
    internal const string EndlessListCode = "EndlessList";

    // "Common Errors" of both API references, and "Error codes" of EC2's.
    private static readonly string[] TooMany =
    [
        "Throttling",
        "ThrottlingException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "TooManyRequestsException",
    ];
    private static readonly string[] Failing = ["ServiceUnavailable", "Unavailable", "InternalFailure", "InternalError", "ServerInternal"];

    // "Error codes" of the EC2 API reference, and "Common Errors" of both.
    private static readonly string[] Refusals =
    [
        "AuthFailure",
        "InvalidClientTokenId",
        "SignatureDoesNotMatch",
        "RequestExpired",
        "UnauthorizedOperation",
        "MissingAuthenticationToken",
        "IncompleteSignature",
        "OptInRequired",
        "AccessDenied",
        "AccessDeniedException",
        "ExpiredToken",
        "ExpiredTokenException",
        "Blocked",
        "PendingVerification",
    ];

    /// <summary>True if the caller has no access, so that all requests fail.</summary>
    internal bool IsRefusal => Refusals.Contains(Code, StringComparer.Ordinal);

    /// <summary>True if there were too many requests; the request had no effect.</summary>
    internal bool IsThrottling => Status == 429 || TooMany.Contains(Code, StringComparer.Ordinal);

    /// <summary>True if the service has no capacity, temporarily or for this account.</summary>
    internal bool IsShortage => Code is "InsufficientInstanceCapacity" or "InsufficientHostCapacity" or "InsufficientCapacity";

    /// <summary>True if a retry may succeed later.</summary>
    internal bool IsPassing => IsThrottling || (Status >= 500 && !IsShortage) || Failing.Contains(Code, StringComparer.Ordinal);

    /// <summary>True if the service sent no response, or if a retry may succeed later.</summary>
    internal bool IsTransient => IsPassing || Status == 0;

    internal static QueryError EndlessList(string action, int pages) =>
        new(0, EndlessListCode, $"the list of {action} repeats a token or does not end after {pages} pages");

    internal static QueryError AlreadyExists(string message) => new(400, "AlreadyExists", message);

    internal static QueryError Validation(string message) => new(400, "ValidationError", message);

    internal static QueryError InvalidParameterValue(string message) => new(400, "InvalidParameterValue", message);

    internal static QueryError ResourceInUse(string message) => new(400, "ResourceInUse", message);

    internal static QueryError LimitExceeded(string message) => new(400, "LimitExceeded", message);

    internal static QueryError ScalingActivityInProgress(string message) => new(400, "ScalingActivityInProgress", message);

    internal static QueryError InstanceLimitExceeded(int max) =>
        new(400, "InstanceLimitExceeded", $"You have requested more instances than your current instance limit of {max} allows.");

    internal static QueryError MissingParameter(string name) => MissingParameters($"The request must contain the parameter {name}");

    internal static QueryError MissingParameters(string message) => new(400, "MissingParameter", message);

    // "Error codes" of the EC2 API reference; AutoScaling has one code for all invalid requests.
    internal static QueryError UnknownParameter(QueryService service, string message) =>
        service == QueryService.Ec2 ? new(400, "UnknownParameter", message) : Validation(message);

    internal static QueryError UnsupportedParameter(QueryService service, string message) =>
        service == QueryService.Ec2 ? new(400, "UnsupportedOperation", message) : Validation(message);

    internal static QueryError InvalidCombination(QueryService service, string message) =>
        service == QueryService.Ec2 ? new(400, "InvalidParameterCombination", message) : Validation(message);

    // Message of EC2 for a missing list of instances (TerminateInstances, StartInstances, StopInstances and
    // RebootInstances).
    internal static QueryError NoInstances { get; } = new(400, "InvalidParameterCombination", "No instances specified");

    // EC2 API reference, common parameter DryRun.
    internal static QueryError DryRunOperation { get; } =
        new(412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.");

    internal static QueryError NoSuchVersion(string version) =>
        new(
            400,
            "NoSuchVersion",
            $"The requested version ({version}) of service AmazonEC2 does not exist; use one from 2006-06-26 to 2016-11-15."
        );

    internal static QueryError IdempotentParameterMismatch { get; } =
        new(400, "IdempotentParameterMismatch", "The client token was used with other parameters before.");

    // Message of EC2 for user data that is not base64.
    internal static QueryError MalformedUserData { get; } = new(400, "InvalidUserData.Malformed", "Invalid BASE64 encoding of user data.");

    internal static QueryError InvalidNextToken { get; } = new(400, "InvalidNextToken", "The NextToken value is not valid.");

    internal static QueryError InvalidAction(string action, string version) =>
        new(
            400,
            "InvalidAction",
            version.Length > 0 ? $"Could not find operation {action} for version {version}" : $"Could not find operation {action}"
        );

    internal static QueryError MissingAction { get; } =
        new(400, "MissingAction", "The request is missing an action or a required parameter.");

    internal static QueryError MalformedQueryString(string message) =>
        new(404, "MalformedQueryString", $"The query string contains a syntax error: {message}.");

    internal static QueryError MethodNotAllowed { get; } = new(405, "MethodNotAllowed", "Only GET and POST are served.");

    internal static QueryError RequestTooLarge(long maxBytes) =>
        new(413, "RequestEntityTooLarge", $"The request is larger than {maxBytes} bytes.");

    internal static QueryError TooManyParameters(int maxCount) =>
        new(413, "RequestEntityTooLarge", $"The request has more than {maxCount} parameters.");

    internal static QueryError MissingAuthenticationToken { get; } =
        new(403, "MissingAuthenticationToken", "Request is missing Authentication Token");

    internal static QueryError IncompleteSignature(string message) => new(400, "IncompleteSignature", message);

    // "Error codes" of the EC2 API reference: one code for every rejected key or signature.
    private static readonly QueryError AuthFailure = new(
        401,
        "AuthFailure",
        "AWS was not able to validate the provided access credentials"
    );

    /// <summary>Converts the error to that of EC2.</summary>
    internal QueryError OfEc2() => Code is "InvalidClientTokenId" or "SignatureDoesNotMatch" ? AuthFailure : this;

    internal static QueryError InvalidClientTokenId { get; } =
        new(403, "InvalidClientTokenId", "The security token included in the request is invalid.");

    internal static QueryError SignatureDoesNotMatch { get; } =
        new(
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access "
                + "Key and signing method. Consult the service documentation for details."
        );

    // Messages of AWS for scopes that do not match.
    internal static QueryError InvalidRegion(string region) =>
        SignatureDoesNotMatch with
        {
            Message = $"Credential should be scoped to a valid region: '{region}'.",
        };

    internal static QueryError InvalidService(string service) =>
        SignatureDoesNotMatch with
        {
            Message = $"Credential should be scoped to correct service: '{service}'.",
        };

    internal static QueryError RequestRepeated { get; } =
        new(400, "RequestExpired", "Request has expired: this signature was used before. Sign each changing request with a new signature.");

    // "Common Errors" of the AutoScaling API reference, and "Error codes" of EC2's.
    internal static QueryError AccessDenied(string user, string action) =>
        new(403, "AccessDenied", $"User: {user} is not authorized to perform: {action}");

    internal static QueryError UnauthorizedOperation(string user, string action) =>
        new(
            403,
            "UnauthorizedOperation",
            $"You are not authorized to perform this operation. User: {user} is not authorized to perform: {action}"
        );

    internal static QueryError RequestExpired(string message) => new(400, "RequestExpired", message);
}
