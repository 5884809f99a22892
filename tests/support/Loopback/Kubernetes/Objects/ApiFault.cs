namespace Loopback.Kubernetes.Objects;

internal sealed class ApiFault(int code, string reason, string message) : Exception(message)
{
    public int Code { get; } = code;

    /// <summary>In seconds.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Objects with reason, message and field.</summary>
    public JsonArray Causes { get; init; } = [];

    public ObjectKey? Key { get; init; }

    public static ApiFault NotFound(ObjectKey key) => new(404, "NotFound", $"{key.Kind.Resource} \"{key.Name}\" not found") { Key = key };

    public static ApiFault NoSuchPath { get; } = new(404, "NotFound", "the server could not find the requested resource");

    public static ApiFault AlreadyExists(ObjectKey key) =>
        new(409, "AlreadyExists", $"{key.Kind.Resource} \"{key.Name}\" already exists") { Key = key };

    public static ApiFault Conflict(ObjectKey key) =>
        new(
            409,
            "Conflict",
            $"Operation cannot be fulfilled on {key.Kind.Resource} \"{key.Name}\": the object has been modified; please apply your changes to the latest version and try again"
        )
        {
            Key = key,
        };

    public static ApiFault BadRequest(string message) => new(400, "BadRequest", message);

    public static ApiFault Invalid(ObjectKey key, params IReadOnlyCollection<FieldError> errors) =>
        Invalid(key.Kind.GroupKind, key.Name, errors, key);

    /// <param name="kind">With its group, as in <c>ListOptions.meta.k8s.io</c>.</param>
    public static ApiFault Invalid(string kind, string name, IReadOnlyCollection<FieldError> errors, ObjectKey? key = null) =>
        new(
            422,
            "Invalid",
            $"{kind} \"{name}\" is invalid: {(errors.Count == 1 ? $"{errors.Single()}" : $"[{string.Join(", ", errors)}]")}"
        )
        {
            Key = key,
            Causes = new JsonArray([
                .. errors.Select(error => new JsonObject
                {
                    ["reason"] = error.Reason,
                    ["message"] = error.Detail,
                    ["field"] = error.Field,
                }),
            ]),
        };

    public static ApiFault Undecodable(ResourceKind kind, string what) =>
        BadRequest($"{kind.Kind} in version \"{kind.Version}\" cannot be handled as a {kind.Kind}: {what}");

    public static ApiFault Forbidden(ObjectKey key, string why) =>
        new(403, "Forbidden", $"{key.Kind.Resource} \"{key.Name}\" is forbidden: {why}") { Key = key };

    public static ApiFault Gone(long asked, long oldest) => new(410, "Expired", $"too old resource version: {asked} ({oldest})");

    public static ApiFault TooLarge(long asked, long current) =>
        new(504, "Timeout", string.Create(CultureInfo.InvariantCulture, $"Too large resource version: {asked}, current: {current}"))
        {
            RetryAfter = 1,
            Causes = [new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" }],
        };

    public static ApiFault BadMethod { get; } =
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");

    public JsonObject ToStatus()
    {
        JsonObject details = [];
        if (Key is { } key)
        {
            (details["name"], details["group"], details["kind"]) = (key.Name, key.Kind.Group, key.Kind.Plural);
        }

        if (Causes.Count > 0)
        {
            details["causes"] = Causes.DeepClone();
        }

        if (RetryAfter is { } seconds)
        {
            details["retryAfterSeconds"] = seconds;
        }

        return new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = Message,
            ["reason"] = reason,
            ["details"] = details,
            ["code"] = Code,
        };
    }
}
