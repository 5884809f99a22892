namespace Loopback.Kubernetes.Patches;

/// <summary>From the patch merge keys of the API types. A list that is not here is one value.</summary>
internal static class ListKeys
{
    public static string? Of(string list) =>
        list switch
        {
            "containers" or "initContainers" or "env" or "volumes" or "imagePullSecrets" => "name",
            "ports" => "containerPort",
            "volumeMounts" => "mountPath",
            "conditions" or "addresses" => "type",
            "taints" => "key",
            "ownerReferences" => "uid",
            _ => null,
        };

    public static bool IsSet(string list) => list == "finalizers";
}
