using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Control;

internal sealed partial class Admission(ObjectStore store)
{
    private const int NameMax = 253;

    public void CheckNew(ObjectKey key, JsonObject one)
    {
        if (key.Name.Length > NameMax || !NameRule().IsMatch(key.Name))
        {
            throw ApiFault.Invalid(key, "metadata.name", $"Invalid value: \"{key.Name}\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character");
        }

        CheckLabels(key, one);
        if (key.Kind.IsNamespaced)
        {
            ObjectKey space = new(ResourceKind.Namespaces, "", key.Namespace);
            JsonObject found = store.Find(space) ?? throw ApiFault.NotFound(space);
            if (found.At("metadata", "deletionTimestamp") is not null)
            {
                throw ApiFault.Forbidden(key, $"unable to create new content in namespace {key.Namespace} because it is being terminated");
            }
        }

        if (key.Kind == ResourceKind.Pods)
        {
            CheckPod(key, one);
        }
        else if ((key.Kind == ResourceKind.Deployments || key.Kind == ResourceKind.StatefulSets) && !Selector.Matches(one.At("spec", "selector"), one.At("spec", "template", "metadata", "labels")))
        {
            throw ApiFault.Invalid(key, "spec.template.metadata.labels", "Invalid value: `selector` does not match template `labels`");
        }
    }

    /// <summary>Only the images of a pod may change. All other kinds may change freely.</summary>
    public static void CheckChange(ObjectKey key, JsonObject before, JsonObject after)
    {
        CheckLabels(key, after);
        if (key.Kind == ResourceKind.Pods && !JsonNode.DeepEquals(WithoutImages(before), WithoutImages(after)))
        {
            throw ApiFault.Invalid(key, "spec", "Forbidden: pod updates may not change fields other than `spec.containers[*].image`");
        }
    }

    // Kubernetes API reference, ObjectMeta: label values have at most 63 characters.
    private static void CheckLabels(ObjectKey key, JsonObject one)
    {
        foreach ((string name, JsonNode? value) in one.At("metadata", "labels") as JsonObject ?? [])
        {
            if (value?.ToString() is not { Length: <= 63 } text || !LabelRule().IsMatch(text))
            {
                throw ApiFault.Invalid(key, "metadata.labels", $"Invalid value: \"{value}\" of {name}: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.'");
            }
        }
    }

    private void CheckPod(ObjectKey key, JsonObject pod)
    {
        JsonObject[] containers = [.. pod.Items("spec", "containers")];
        if (containers.Length == 0)
        {
            throw ApiFault.Invalid(key, "spec.containers", "Required value");
        }

        foreach (JsonObject container in containers)
        {
            if (container.Text("image").Length == 0 || container.Text("image").Any(char.IsWhiteSpace))
            {
                throw ApiFault.Invalid(key, "spec.containers[0].image", "Required value");
            }

            foreach ((string resource, JsonNode? amount) in container.At("resources", "requests") as JsonObject ?? [])
            {
                _ = Quantity.Nano(amount?.ToString() ?? "") ?? throw ApiFault.Invalid(key, $"spec.containers[0].resources.requests[{resource}]", $"Invalid value: \"{amount}\"");
            }
        }

        CheckQuota(key);
    }

    private void CheckQuota(ObjectKey key)
    {
        int used = store.List(ResourceKind.Pods, key.Namespace).Count(pod => pod.Text("status", "phase") is not ("Succeeded" or "Failed"));
        foreach (JsonObject quota in store.List(ResourceKind.Of("resourcequotas"), key.Namespace))
        {
            if (quota.Text("spec", "hard", "pods") is { Length: > 0 } hard && Quantity.Nano(hard) is { } most && new BigInteger(used + 1) * 1_000_000_000 > most)
            {
                throw ApiFault.Forbidden(key, $"exceeded quota: {quota.Text("metadata", "name")}, requested: pods=1, used: pods={used}, limited: pods={hard}");
            }
        }
    }

    private static JsonObject WithoutImages(JsonObject pod)
    {
        JsonObject spec = pod.Copy().Map("spec");
        foreach (JsonObject container in spec.Items("containers"))
        {
            container.Remove("image");
        }

        return spec;
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex NameRule();

    [GeneratedRegex("^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex LabelRule();
}
