using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Control;

/// <summary>Rules of pods besides their schema (k8s.io/kubernetes, pkg/apis/core/validation).</summary>
internal static partial class PodRules
{
    public static IReadOnlyCollection<FieldError> Check(JsonObject pod)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        List<FieldError> errors = pod.Items("spec", "containers").Any() ? [] : [FieldError.Required("spec.containers")];
        foreach (string list in new[] { "containers", "initContainers" })
        {
            JsonObject[] all = [.. pod.Items("spec", list)];
            for (int index = 0; index < all.Length; index++)
            {
                errors.AddRange(CheckContainer(all[index], string.Create(CultureInfo.InvariantCulture, $"spec.{list}[{index}]"), names));
            }
        }

        errors.AddRange(CheckValue("spec.restartPolicy", pod.Text("spec", "restartPolicy"), "Always", "OnFailure", "Never"));
        return errors;
    }

    /// <exception cref="ApiFault">A quantity cannot be read.</exception>
    private static IEnumerable<FieldError> CheckContainer(JsonObject container, string path, HashSet<string> names)
    {
        string name = container.Text("name");
        if (name.Length == 0)
        {
            yield return FieldError.Required($"{path}.name");
        }
        else if (name.Length > 63 || !LabelSyntax().IsMatch(name))
        {
            yield return FieldError.Invalid(
                $"{path}.name",
                $"\"{name}\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character"
            );
        }
        else if (!names.Add(name))
        {
            yield return FieldError.Duplicate($"{path}.name", name);
        }

        string image = container.Text("image");
        if (image.Length == 0)
        {
            yield return FieldError.Required($"{path}.image");
        }
        else if (image != image.Trim())
        {
            yield return FieldError.Invalid($"{path}.image", $"\"{image}\": must not have leading or trailing whitespace");
        }

        foreach (
            FieldError error in CheckValue($"{path}.imagePullPolicy", container.Text("imagePullPolicy"), "Always", "IfNotPresent", "Never")
        )
        {
            yield return error;
        }

        JsonObject limits = container.At("resources", "limits") as JsonObject ?? [];
        foreach ((string resource, JsonNode? amount) in container.At("resources", "requests") as JsonObject ?? [])
        {
            BigInteger request = ReadQuantity(amount);
            if (limits.ContainsKey(resource) && request > ReadQuantity(limits[resource]))
            {
                yield return FieldError.Invalid(
                    $"{path}.resources.requests",
                    $"\"{amount}\": must be less than or equal to {resource} limit of {limits[resource]}"
                );
            }
        }
    }

    private static IEnumerable<FieldError> CheckValue(string field, string value, params string[] supported) =>
        value.Length == 0 || supported.Contains(value, StringComparer.Ordinal) ? [] : [FieldError.Unsupported(field, value, supported)];

    private static BigInteger ReadQuantity(JsonNode? amount) =>
        Quantity.Nano(amount?.ToString() ?? "")
        ?? throw ApiFault.Undecodable(
            ResourceKind.Pods,
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
        );

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex LabelSyntax();
}
