using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Api;

internal static class Discovery
{
    // Older clients use this version for disruption budgets and evictions.
    private const string OldPolicy = "v1beta1";

    public static JsonObject? Find(string path, int minor) =>
        path.Trim('/').Split('/') switch
        {
            ["version"] => new JsonObject
            {
                ["major"] = "1",
                ["minor"] = $"{minor}",
                ["emulationMajor"] = "1",
                ["emulationMinor"] = $"{minor}",
                ["minCompatibilityMajor"] = "1",
                ["minCompatibilityMinor"] = "35",
                ["gitVersion"] = KubernetesServer.Version,
                ["gitCommit"] = "",
                ["gitTreeState"] = "clean",
                ["buildDate"] = "2026-11-01T00:00:00Z",
                ["goVersion"] = "go1.26.0",
                ["compiler"] = "gc",
                ["platform"] = "linux/amd64",
            },
            ["api"] => new JsonObject
            {
                ["kind"] = "APIVersions",
                ["versions"] = new JsonArray("v1"),
                ["serverAddressByClientCIDRs"] = new JsonArray(),
            },
            ["apis"] => new JsonObject
            {
                ["kind"] = "APIGroupList",
                ["apiVersion"] = "v1",
                ["groups"] = new JsonArray([.. Groups().Append(Metrics.Group).Select(GroupOf)]),
            },
            ["apis", Metrics.Group] => GroupOf(Metrics.Group),
            ["apis", Metrics.Group, Metrics.Version] => Metrics.Kinds(),
            ["apis", var group] when Groups().Contains(group, StringComparer.Ordinal) => GroupOf(group),
            ["api", "v1"] => ListOf("", "v1"),
            ["apis", "policy", OldPolicy] => ListOf("policy", OldPolicy),
            ["apis", var group, var version] when ResourceKind.All.Any(kind => kind.Group == group && kind.Version == version) => ListOf(
                group,
                version
            ),
            ["openapi", "v3"] => new JsonObject { ["paths"] = new JsonObject() },
            _ => null,
        };

    /// <summary>Maps a version that clients may request to the version under which objects are stored.</summary>
    public static string VersionOf(string group, string version) => (group, version) is ("policy", OldPolicy) ? "v1" : version;

    /// <summary>Checks whether the API group exists. For all other paths, servers respond in plain text.</summary>
    public static bool HasGroup(string path) =>
        path.Trim('/').Split('/') switch
        {
            ["api", ..] => true,
            ["apis", var group, ..] => group == Metrics.Group || Groups().Contains(group, StringComparer.Ordinal),
            _ => false,
        };

    private static IEnumerable<string> Groups() => ResourceKind.All.Select(kind => kind.Group).Where(group => group.Length > 0).Distinct();

    private static JsonObject GroupOf(string group)
    {
        string[] versions =
            group == Metrics.Group
                ? [Metrics.Version]
                : [.. ResourceKind.All.Where(kind => kind.Group == group).Select(kind => kind.Version).Distinct()];
        JsonObject[] entries =
        [
            .. (group == "policy" ? versions.Append(OldPolicy) : versions).Select(version => new JsonObject
            {
                ["groupVersion"] = $"{group}/{version}",
                ["version"] = version,
            }),
        ];
        return new JsonObject
        {
            ["kind"] = "APIGroup",
            ["apiVersion"] = "v1",
            ["name"] = group,
            ["versions"] = new JsonArray([.. entries.Select(entry => entry.DeepClone())]),
            ["preferredVersion"] = entries[0],
        };
    }

    private static JsonObject ListOf(string group, string version) =>
        new()
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}",
            ["resources"] = new JsonArray([
                .. ResourceKind.All.Where(kind => kind.Group == group && kind.Version == VersionOf(group, version)).SelectMany(Entries),
            ]),
        };

    private static IEnumerable<JsonNode> Entries(ResourceKind kind)
    {
        yield return Entry(
            kind,
            kind.Plural,
            kind.Kind,
            ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
        );
        foreach (string sub in kind.Subresources)
        {
            yield return sub switch
            {
                "scale" => Entry(kind, $"{kind.Plural}/{sub}", "Scale", ["get", "patch", "update"], "autoscaling", "v1"),
                "eviction" => Entry(kind, $"{kind.Plural}/{sub}", "Eviction", ["create"], "policy", "v1"),
                "binding" => Entry(kind, $"{kind.Plural}/{sub}", "Binding", ["create"]),
                "log" => Entry(kind, $"{kind.Plural}/{sub}", kind.Kind, ["get"]),
                "exec" => Entry(kind, $"{kind.Plural}/{sub}", "PodExecOptions", ["create", "get"]),
                _ => Entry(kind, $"{kind.Plural}/{sub}", kind.Kind, ["get", "patch", "update"]),
            };
        }
    }

    private static JsonObject Entry(ResourceKind kind, string name, string shown, string[] verbs, string group = "", string version = "")
    {
        JsonObject entry = new()
        {
            ["name"] = name,
            ["singularName"] = name.Contains('/', StringComparison.Ordinal) ? "" : string.Concat(kind.Kind.Select(char.ToLowerInvariant)),
            ["namespaced"] = kind.IsNamespaced,
            ["kind"] = shown,
            ["verbs"] = new JsonArray([.. verbs.Select(verb => (JsonNode)verb)]),
        };
        if (!name.Contains('/', StringComparison.Ordinal) && kind.ShortName.Length > 0)
        {
            entry["shortNames"] = new JsonArray(kind.ShortName);
        }

        // The kinds that "kubectl get all" requests.
        if (kind.Plural is "pods" or "services" or "deployments" or "replicasets" or "statefulsets" or "jobs" && name == kind.Plural)
        {
            entry["categories"] = new JsonArray("all");
        }

        if (group.Length > 0)
        {
            (entry["group"], entry["version"]) = (group, version);
        }

        return entry;
    }
}
