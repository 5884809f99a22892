using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Control;

internal sealed partial class Admission(ObjectStore store)
{
    private const int NameMax = 253;
    private const string Changeable =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    public void CheckNew(ObjectKey key, JsonObject one)
    {
        if (key.Name.Length > NameMax || !NameRule().IsMatch(key.Name))
        {
            throw ApiFault.Invalid(
                key,
                FieldError.Invalid(
                    "metadata.name",
                    $"\"{key.Name}\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character"
                )
            );
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
            _ = PodRules.Check(one) is { Count: > 0 } errors ? throw ApiFault.Invalid(key, errors) : true;
            PodSecurity.Check(key, store.Find(new ObjectKey(ResourceKind.Namespaces, "", key.Namespace))!, one);
            CheckQuota(key);
        }
        else if (key.Kind == ResourceKind.Jobs)
        {
            _ = JobRules.Check(key.Name, one) is { Count: > 0 } errors ? throw ApiFault.Invalid(key, errors) : true;
        }
        else if (
            (key.Kind == ResourceKind.Deployments || key.Kind == ResourceKind.StatefulSets)
            && !Selector.Matches(one.At("spec", "selector"), one.At("spec", "template", "metadata", "labels"))
        )
        {
            throw ApiFault.Invalid(key, FieldError.Invalid("spec.template.metadata.labels", "`selector` does not match template `labels`"));
        }
    }

    /// <summary>Only few fields of a pod may change. All other kinds may change freely.</summary>
    public static void CheckChange(ObjectKey key, JsonObject before, JsonObject after)
    {
        CheckLabels(key, after);
        if (key.Kind == ResourceKind.Pods)
        {
            (JsonObject old, JsonObject changed) = (Fixed(before, before), Fixed(after, before));
            string[] differences =
            [
                .. old.Concat(changed)
                    .Select(field => field.Key)
                    .Distinct()
                    .Where(field => !JsonNode.DeepEquals(old[field], changed[field])),
            ];
            _ =
                differences.Length == 0
                    ? true
                    : throw ApiFault.Invalid(
                        key,
                        FieldError.Forbidden(
                            "spec",
                            $"{Changeable}\n{string.Concat(differences.Select(field => $"- \t{field}: {Shown(old[field])},\n+ \t{field}: {Shown(changed[field])},\n"))}"
                        )
                    );
        }

        static string Shown(JsonNode? value) => value?.ToJsonString() ?? "nil";
    }

    // Kubernetes API reference, ObjectMeta: label values have at most 63 characters.
    private static void CheckLabels(ObjectKey key, JsonObject one)
    {
        foreach ((string name, JsonNode? value) in one.At("metadata", "labels") as JsonObject ?? [])
        {
            if (value?.ToString() is not { Length: <= 63 } text || !LabelRule().IsMatch(text))
            {
                throw ApiFault.Invalid(
                    key,
                    FieldError.Invalid(
                        "metadata.labels",
                        $"\"{value}\" of {name}: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.'"
                    )
                );
            }
        }
    }

    private void CheckQuota(ObjectKey key)
    {
        int used = store.List(ResourceKind.Pods, key.Namespace).Count(pod => pod.Text("status", "phase") is not ("Succeeded" or "Failed"));
        foreach (JsonObject quota in store.List(ResourceKind.Of("resourcequotas"), key.Namespace))
        {
            if (
                quota.Text("spec", "hard", "pods") is { Length: > 0 } hard
                && Quantity.Nano(hard) is { } most
                && new BigInteger(used + 1) * 1_000_000_000 > most
            )
            {
                throw ApiFault.Forbidden(
                    key,
                    $"exceeded quota: {quota.Text("metadata", "name")}, requested: pods=1, used: pods={used}, limited: pods={hard}"
                );
            }
        }
    }

    /// <summary>Returns the fields that must stay. Tolerations of the first pod must stay, others may be added.</summary>
    private static JsonObject Fixed(JsonObject pod, JsonObject first)
    {
        JsonObject spec = pod.Copy().Map("spec");
        foreach (JsonObject container in spec.Items("containers").Concat(spec.Items("initContainers")))
        {
            container.Remove("image");
        }

        JsonNode?[] kept =
        [
            .. first
                .Items("spec", "tolerations")
                .Where(one => spec.Items("tolerations").Any(other => JsonNode.DeepEquals(one, other)))
                .Select(one => one.DeepClone()),
        ];
        spec["tolerations"] = new JsonArray(kept);
        spec.Remove("activeDeadlineSeconds");
        return spec;
    }

    [GeneratedRegex(
        "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 60_000
    )]
    private static partial Regex NameRule();

    [GeneratedRegex("^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex LabelRule();
}
