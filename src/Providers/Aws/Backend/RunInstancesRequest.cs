using System.Security.Cryptography;
using Scalewright.Topologies;

namespace Scalewright.Providers.AutoScaling.Backend;

/// <summary>Builds RunInstances requests for nodes.</summary>
internal static class RunInstancesRequest
{
    private static readonly string DefaultImage = new NodeHardware().Image;

    // EC2 API reference, RunInstances: 64 ASCII characters at most.
    private const int MaxTokenLength = 64;

    /// <summary>Uses the token of the step as client token, which makes retries idempotent.</summary>
    public static ValueMap<string> Parameters(NodeSpec node, StepRequest request, AutoScalingOptions options)
    {
        List<KeyValuePair<string, string>> all =
        [
            KeyValuePair.Create("MinCount", "1"),
            KeyValuePair.Create("MaxCount", "1"),
            KeyValuePair.Create("ImageId", GetImage(node, options)),
            KeyValuePair.Create("InstanceType", GetInstanceType(node, options)),
            KeyValuePair.Create("ClientToken", GetToken(request.Token)),
            KeyValuePair.Create("KeyName", node.Annotations.GetValueOrDefault("key_name", "")),
            KeyValuePair.Create(
                "UserData",
                Convert.ToBase64String(Encoding.UTF8.GetBytes(node.Annotations.GetValueOrDefault("user_data", "")))
            ),
            KeyValuePair.Create("Placement.AvailabilityZone", node.Cloud),
            KeyValuePair.Create("TagSpecification.1.ResourceType", "instance"),
            .. node
                .Annotations.GetValueOrDefault("security_groups", "")
                .Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select((group, index) => KeyValuePair.Create($"SecurityGroup.{index + 1}", group)),
        ];
        return all.Where(pair => pair.Value.Length > 0)
            .Concat(Tags("TagSpecification.1.Tag", InstanceTags.Create(request.Tag)))
            .ToValueMap();
    }

    public static IEnumerable<KeyValuePair<string, string>> Tags(string list, ValueMap<string> tags) =>
        tags.SelectMany(
            (tag, index) =>
                new[]
                {
                    KeyValuePair.Create($"{list}.{index + 1}.Key", tag.Key),
                    KeyValuePair.Create($"{list}.{index + 1}.Value", tag.Value),
                }
        );

    /// <summary>Reports that no instance type is large enough; null if one is, or if the service chooses.</summary>
    public static Problem? TooLarge(NodeSpec node, AutoScalingOptions options) =>
        options.InstanceTypes.Count == 0 || GetInstanceType(node, options).Length > 0
            ? null
            : new Problem(
                ProblemCode.NodeTooLarge,
                $"{Pluralizer.Format(node.Hardware.Cpus, "processor")} and {node.Hardware.MemoryMiB} MiB are requested, "
                    + "and no "
                    + "instance type has both",
                "use a smaller node, or one of "
                    + string.Join(", ", options.InstanceTypes.Select(kind => $"{kind.Name} ({kind.Cpus}, {kind.MemoryMiB} MiB)"))
            )
            {
                Field = node.Name,
            };

    private static string GetInstanceType(NodeSpec node, AutoScalingOptions options) =>
        node.Annotations.TryGetValue("instance_type", out string? named)
            ? named
            : options
                .InstanceTypes.FirstOrDefault(kind => kind.Cpus >= node.Hardware.Cpus && kind.MemoryMiB >= node.Hardware.MemoryMiB)
                ?.Name
                ?? "";

    private static string GetImage(NodeSpec node, AutoScalingOptions options) =>
        options.Image.Length > 0 && node.Hardware.Image == DefaultImage ? options.Image : node.Hardware.Image;

    private static string GetToken(string token) =>
        token.Length <= MaxTokenLength && Ascii.IsValid(token)
            ? token
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
