using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Control;

/// <summary>The rules that the level <c>restricted</c> of the Pod Security Standards adds to the others.</summary>
internal static class PodSecurity
{
    private const string Label = "pod-security.kubernetes.io/enforce";

    public static void Check(ObjectKey key, JsonObject space, JsonObject pod)
    {
        if (space.Text("metadata", "labels", Label) == "restricted" && FindViolations(pod) is { Length: > 0 } found)
        {
            throw ApiFault.Forbidden(key, $"violates PodSecurity \"restricted:latest\": {string.Join(", ", found)}");
        }
    }

    private static string[] FindViolations(JsonObject pod)
    {
        JsonObject[] containers = [.. pod.Items("spec", "initContainers"), .. pod.Items("spec", "containers")];
        JsonNode? whole = pod.At("spec", "securityContext");
        return
        [
            .. Find("allowPrivilegeEscalation != false", "must set securityContext.allowPrivilegeEscalation=false", "", one =>
                one.Text("securityContext", "allowPrivilegeEscalation") == "false"
            ),
            .. Find("unrestricted capabilities", "must set securityContext.capabilities.drop=[\"ALL\"]", "", one =>
                Values(one, "drop").Contains("ALL", StringComparer.Ordinal)
            ),
            .. Find(
                "unrestricted capabilities",
                "must not include other capabilities than \"NET_BIND_SERVICE\" in securityContext.capabilities.add",
                "",
                one => Values(one, "add").All(name => name == "NET_BIND_SERVICE")
            ),
            .. Find("runAsNonRoot != true", "must set securityContext.runAsNonRoot=true", "pod or ", one =>
                (one.At("securityContext", "runAsNonRoot") ?? whole.At("runAsNonRoot"))?.ToString() == "true"
            ),
            .. whole.Text("runAsUser") == "0" ? ["runAsUser=0 (pod must not set runAsUser=0)"] : Array.Empty<string>(),
            .. Find("runAsUser=0", "must not set securityContext.runAsUser=0", "", one => one.Text("securityContext", "runAsUser") != "0"),
            .. Find(
                "seccompProfile",
                "must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"",
                "pod or ",
                one =>
                    (one.At("securityContext", "seccompProfile") ?? whole.At("seccompProfile")).Text("type")
                        is "RuntimeDefault"
                            or "Localhost"
            ),
        ];

        static IEnumerable<string> Values(JsonObject container, string list) =>
            (container.At("securityContext", "capabilities", list) as JsonArray ?? []).Select(one => one?.ToString() ?? "");

        IEnumerable<string> Find(string rule, string advice, string subject, Func<JsonObject, bool> isMet)
        {
            string[] others = [.. containers.Where(one => !isMet(one)).Select(one => $"\"{one.Text("name")}\"")];
            string noun = others.Length > 1 ? "containers" : "container";
            return others.Length > 0 ? [$"{rule} ({subject}{noun} {string.Join(", ", others)} {advice})"] : [];
        }
    }
}
