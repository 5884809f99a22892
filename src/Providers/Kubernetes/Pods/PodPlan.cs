using Scalewright.Topologies;

namespace Scalewright.Providers.Kubernetes.Pods;

internal static class PodPlan
{
    private const string Container = "node";

    // RFC 1123: labels of host names have at most 63 characters; 40 leave space for the hash of the token.
    private const int MaxHostLength = 63;
    private const int MaxNameLength = 40;
    private const int HashLength = 16;
    private static readonly string DefaultImage = new NodeHardware().Image;

    /// <summary>Derives the pod name from the token, so that the cluster rejects a duplicate.</summary>
    public static string GetName(ResourceTag tag) =>
        $"{ToHostName(tag.Name, MaxNameLength)}-{PodTags.Hash($"{tag.Owner} {tag.Token}")[..HashLength]}";

    /// <summary>Returns the image of a node; empty if neither the node nor the options specify an image.</summary>
    public static string GetImage(NodeSpec node, KubernetesOptions options) =>
        node.Hardware.Image == DefaultImage ? options.Image : node.Hardware.Image;

    public static V1Pod CreatePod(NodeSpec node, ResourceTag tag, KubernetesOptions options)
    {
        V1Container container = new()
        {
            Name = Container,
            Image = GetImage(node, options),
            ImagePullPolicy = options.ImagePullPolicy.Length > 0 ? options.ImagePullPolicy : null,
            Command = [.. options.Command],
            Env = [new V1EnvVar { Name = "SCALEWRIGHT_NODE_NAME", Value = node.Name }],
            SecurityContext = GetContainerSecurity(options),
            Resources = new V1ResourceRequirements
            {
                Requests = PodSize.GetRequest(node.Hardware, options).ToWire(),
                Limits = PodSize.GetLimit(node.Hardware, options).ToWire(),
            },
        };
        List<V1Toleration>? tolerations =
            options.Tolerations.Count > 0 ? [.. options.Tolerations.Select(toleration => toleration.ToWire())] : null;
        Dictionary<string, string>? selector =
            node.Cloud.Length > 0 ? new(StringComparer.Ordinal) { [options.CloudLabel] = node.Cloud } : null;
        return new V1Pod
        {
            ApiVersion = V1Pod.KubeApiVersion,
            Kind = V1Pod.KubeKind,
            Metadata = new V1ObjectMeta
            {
                Name = GetName(tag),
                Labels = PodTags.GetLabels(tag),
                Annotations = PodTags.Create(tag),
            },
            Spec = new V1PodSpec
            {
                Containers = [container],
                Hostname = ToHostName(node.Name, MaxHostLength),

                // A container is not restarted, because it would lose its data. The controller decides whether to
                // replace the node.
                RestartPolicy = "Never",
                ServiceAccountName = options.ServiceAccount.Length > 0 ? options.ServiceAccount : null,
                AutomountServiceAccountToken = options.ServiceAccount.Length > 0,
                TerminationGracePeriodSeconds = (long)options.TerminationGracePeriod.TotalSeconds,
                SecurityContext = GetSecurity(options),
                Tolerations = tolerations,
                NodeSelector = selector,
            },
        };
    }

    // Pod Security Standards, level "restricted".
    private static V1SecurityContext? GetContainerSecurity(KubernetesOptions options) =>
        options.IsRestricted
            ? new V1SecurityContext
            {
                AllowPrivilegeEscalation = false,
                Capabilities = new V1Capabilities { Drop = ["ALL"] },
            }
            : null;

    private static V1PodSecurityContext? GetSecurity(KubernetesOptions options) =>
        options switch
        {
            { IsRestricted: true } => new V1PodSecurityContext
            {
                RunAsNonRoot = true,
                RunAsUser = options.RunAsUser,
                SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
            },
            { RunAsUser: { } user } => new V1PodSecurityContext { RunAsUser = user },
            _ => null,
        };

    private static string ToHostName(string name, int maxLength)
    {
        string clean = string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '-'))
            .Trim('-');
        string cut = clean[..Math.Min(clean.Length, maxLength)].TrimEnd('-');
        return cut.Length > 0 ? cut : Container;
    }
}
