using System.Xml.Linq;

namespace Conformance.AutoScaling;

/// <summary>What values that a server chooses are called by ours: ids, tokens and ARNs, paired in the order they are first seen.</summary>
internal sealed class FreeValues
{
    private static readonly string[] Names = ["InstanceId", "instanceId", "NextToken", "PolicyARN", "ActivityId"];
    private readonly Dictionary<string, string> _ours = new(StringComparer.Ordinal);

    /// <summary>The value of ours; the same one when it is none that a server chose.</summary>
    public string Of(string recorded) => _ours.GetValueOrDefault(recorded, recorded);

    /// <summary>Learns from a pair of replies.</summary>
    public void Learn(XElement recorded, XElement found)
    {
        foreach (string name in Names)
        {
            Queue<string> fresh = new(Texts(found, name).Where(text => !_ours.ContainsValue(text)));
            foreach (string old in Texts(recorded, name).Where(old => !_ours.ContainsKey(old)))
            {
                if (fresh.TryDequeue(out string? ours))
                {
                    _ours.Add(old, ours);
                }
            }
        }
    }

    private static IEnumerable<string> Texts(XElement root, string name) =>
        root.Descendants().Where(element => element.Name.LocalName == name).Select(element => element.Value).Distinct(StringComparer.Ordinal);
}
