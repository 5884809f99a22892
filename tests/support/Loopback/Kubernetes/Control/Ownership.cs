using System.Security.Cryptography;
using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Control;

internal static class Ownership
{
    public static ObjectKey KeyOf(ResourceKind kind, JsonObject one) =>
        new(kind, one.Text("metadata", "namespace"), one.Text("metadata", "name"));

    public static bool IsOwnedBy(JsonObject one, JsonObject owner) =>
        one.Items("metadata", "ownerReferences").Any(reference => reference.Text("uid") == owner.Text("metadata", "uid"));

    public static bool IsReady(JsonObject pod) =>
        pod.Items("status", "conditions").Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True");

    public static JsonArray ReferenceTo(ResourceKind kind, JsonObject owner) =>
        [
            new JsonObject
            {
                ["apiVersion"] = kind.ApiVersion,
                ["kind"] = kind.Kind,
                ["name"] = owner.Text("metadata", "name"),
                ["uid"] = owner.Text("metadata", "uid"),
                ["controller"] = true,
                ["blockOwnerDeletion"] = true,
            },
        ];

    public static string HashOf(JsonNode? template) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(template?.ToJsonString() ?? "")))[..10];
}
