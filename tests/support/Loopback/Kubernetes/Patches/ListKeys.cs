namespace Loopback.Kubernetes.Patches;

/// <summary>By which field the entries of a list are told apart, from the patch merge keys of the API's types. A list that is not here is one value.</summary>
internal static class ListKeys
{
    /// <summary>The field of the entries; null: the list is one value.</summary>
    public static string? Of(string list) => list switch
    {
        "containers" or "initContainers" or "env" or "volumes" or "imagePullSecrets" => "name",
        "ports" => "containerPort",
        "volumeMounts" => "mountPath",
        "conditions" or "addresses" => "type",
        "taints" => "key",
        "ownerReferences" => "uid",
        _ => null,
    };

    /// <summary>Whether a list of texts is a set.</summary>
    public static bool IsSet(string list) => list == "finalizers";
}
