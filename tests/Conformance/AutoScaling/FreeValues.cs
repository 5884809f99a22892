using System.Xml.Linq;

namespace Conformance.AutoScaling;

/// <summary>What values that a server chooses are called by ours: ids, tokens and ARNs, paired in the order they are first seen.</summary>
internal sealed class FreeValues
{
    private static readonly string[] Names = ["InstanceId", "instanceId", "NextToken", "PolicyARN", "ActivityId"];
    private static readonly string[] Parameters = ["InstanceId", "NextToken", "PolicyName", "ActivityIds"];
    private readonly Dictionary<string, string> _ours = new(StringComparer.Ordinal);

    /// <summary>The value of ours; the same one when it is none that a server chose.</summary>
    /// <param name="parameter">Name of the parameter.</param>
    /// <param name="recorded">Its value as recorded.</param>
    public string Of(string parameter, string recorded) =>
        Array.Exists(Parameters, name => parameter.StartsWith(name, StringComparison.Ordinal)) ? _ours.GetValueOrDefault(recorded, recorded) : recorded;

    /// <summary>Learns from a pair of replies. Which instances go is the server's choice: one that is not among ours stands for another from then on.</summary>
    public void Learn(XElement recorded, XElement found)
    {
        foreach (string name in Names)
        {
            HashSet<string> there = [.. Texts(found, name)];
            string[] old = [.. Texts(recorded, name)];
            string[] strange = [.. old.Where(text => !_ours.TryGetValue(text, out string? ours) || !there.Contains(ours))];
            there.ExceptWith(old.Except(strange, StringComparer.Ordinal).Select(text => _ours[text]));
            foreach ((string text, string ours) in strange.Zip(Texts(found, name).Where(there.Contains)))
            {
                _ours[text] = ours;
            }
        }
    }

    private static IEnumerable<string> Texts(XElement root, string name) =>
        root.Descendants().Where(element => element.Name.LocalName == name).Select(element => element.Value).Distinct(StringComparer.Ordinal);
}
