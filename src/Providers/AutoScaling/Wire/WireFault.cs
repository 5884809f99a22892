namespace Scalewright.Providers.AutoScaling;

/// <summary>A request that failed, as AWS tells it.</summary>
/// <param name="Status">HTTP status: 400 to 599.</param>
/// <param name="Code">The code that clients go by, as in <c>ValidationError</c>.</param>
/// <param name="Message">A sentence for people.</param>
/// <remarks>Codes from "Common Errors" of the AutoScaling and EC2 API references, and from their actions.</remarks>
public sealed record WireFault(int Status, string Code, string Message)
{
    /// <summary>A call that came too soon after others; clients wait and repeat it.</summary>
    public static WireFault Throttling { get; } = new(400, "Throttling", "Rate exceeded");

    /// <summary>The service cannot answer for the moment; clients repeat the call.</summary>
    public static WireFault ServiceUnavailable { get; } = new(503, "ServiceUnavailable", "The request has failed due to a temporary failure of the server.");

    /// <summary>The service failed; clients repeat the call.</summary>
    public static WireFault InternalFailure { get; } = new(500, "InternalFailure", "The request processing has failed because of an unknown error, exception or failure.");

    internal static WireFault AlreadyExists(string message) => new(400, "AlreadyExists", message);

    internal static WireFault Validation(string message) => new(400, "ValidationError", message);

    internal static WireFault InvalidParameterValue(string message) => new(400, "InvalidParameterValue", message);

    internal static WireFault ResourceInUse(string message) => new(400, "ResourceInUse", message);

    internal static WireFault LimitExceeded(string message) => new(400, "LimitExceeded", message);

    internal static WireFault ScalingActivityInProgress(string message) => new(400, "ScalingActivityInProgress", message);

    internal static WireFault InvalidNextToken { get; } = new(400, "InvalidNextToken", "The NextToken value is not valid.");

    internal static WireFault InvalidAction(string action, string version) =>
        new(400, "InvalidAction", version.Length > 0 ? $"Could not find operation {action} for version {version}" : $"Could not find operation {action}");

    internal static WireFault MissingAction { get; } = new(400, "MissingAction", "The request is missing an action or a required parameter.");

    internal static WireFault MalformedQueryString(string message) => new(404, "MalformedQueryString", $"The query string contains a syntax error: {message}.");

    internal static WireFault MethodNotAllowed { get; } = new(405, "MethodNotAllowed", "Only GET and POST are served.");

    internal static WireFault RequestTooLarge(long bytesMax) => new(413, "RequestEntityTooLarge", $"The request is larger than {bytesMax} bytes.");

    internal static WireFault MissingAuthenticationToken { get; } = new(403, "MissingAuthenticationToken", "Request is missing Authentication Token");

    internal static WireFault IncompleteSignature(string message) => new(400, "IncompleteSignature", message);

    internal static WireFault InvalidClientTokenId { get; } = new(403, "InvalidClientTokenId", "The security token included in the request is invalid.");

    internal static WireFault SignatureDoesNotMatch { get; } = new(
        403,
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.");

    internal static WireFault RequestExpired(string message) => new(400, "RequestExpired", message);
}
