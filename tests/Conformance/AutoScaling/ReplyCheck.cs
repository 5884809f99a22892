using System.Xml.Linq;

namespace Conformance.AutoScaling;

/// <summary>Compares a reply with the recorded one: elements of the recorded one must be there, and values that clients chose must be equal.</summary>
internal static class ReplyCheck
{
    private static readonly HashSet<string> Chosen = new(StringComparer.Ordinal)
    {
        "LaunchConfigurationName", "ImageId", "InstanceType", "KeyName", "UserData", "AutoScalingGroupName", "MinSize", "MaxSize", "DesiredCapacity", "DefaultCooldown", "HealthCheckType",
        "HealthCheckGracePeriod", "ResourceId", "ResourceType", "Key", "Value", "PropagateAtLaunch", "PolicyName", "PolicyType", "AdjustmentType", "ScalingAdjustment", "Cooldown", "Code",
        "imageId", "instanceType", "key", "value", "HealthStatus",
    };

    /// <summary>The first difference; null when there is none.</summary>
    public static string? Difference(int expectedStatus, XElement expected, int status, XElement found)
    {
        if (status != expectedStatus)
        {
            return $"status is {status}, not {expectedStatus}: {found}";
        }

        string[] there = [.. Paths(found)];
        if (Paths(expected).Except(there, StringComparer.Ordinal).FirstOrDefault() is { } missing)
        {
            return $"'{missing}' is missing";
        }

        return Values(expected).Select(entry => DifferenceAt(entry.Key, entry.Value, Values(found).GetValueOrDefault(entry.Key, []))).FirstOrDefault(difference => difference is not null);
    }

    private static string? DifferenceAt(string path, List<string> expected, List<string> found) =>
        expected.SequenceEqual(found, StringComparer.Ordinal) ? null : $"'{path}' is {string.Join(", ", found)}, not {string.Join(", ", expected)}";

    private static IEnumerable<string> Paths(XElement element) =>
        element.Elements().SelectMany(child => Paths(child).Select(path => $"{element.Name.LocalName}/{path}")).Prepend(element.Name.LocalName);

    private static Dictionary<string, List<string>> Values(XElement root)
    {
        Dictionary<string, List<string>> values = new(StringComparer.Ordinal);
        foreach (XElement leaf in root.DescendantsAndSelf().Where(element => !element.HasElements && Chosen.Contains(element.Name.LocalName)))
        {
            string path = string.Join('/', leaf.AncestorsAndSelf().Reverse().Select(element => element.Name.LocalName));
            if (!values.TryGetValue(path, out List<string>? texts))
            {
                values.Add(path, texts = []);
            }

            texts.Add(leaf.Value);
        }

        return values;
    }
}
