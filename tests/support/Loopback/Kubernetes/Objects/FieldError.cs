namespace Loopback.Kubernetes.Objects;

/// <summary>Violated rule of a field, as in the causes of a response 422.</summary>
/// <param name="Reason">A <c>CauseType</c> of the API, as in <c>FieldValueRequired</c>.</param>
internal sealed record FieldError(string Field, string Reason, string Detail)
{
    public static FieldError Required(string field) => new(field, "FieldValueRequired", "Required value");

    public static FieldError Duplicate(string field, string value) => new(field, "FieldValueDuplicate", $"Duplicate value: \"{value}\"");

    public static FieldError Invalid(string field, string what) => new(field, "FieldValueInvalid", $"Invalid value: {what}");

    public static FieldError Unsupported(string field, string value, params IEnumerable<string> supported) =>
        new(
            field,
            "FieldValueNotSupported",
            $"Unsupported value: \"{value}\": supported values: {string.Join(", ", supported.Select(one => $"\"{one}\""))}"
        );

    public static FieldError Forbidden(string field, string what) => new(field, "FieldValueForbidden", $"Forbidden: {what}");

    public override string ToString() => $"{Field}: {Detail}";
}
