using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>State of a policy between decisions.</summary>
/// <param name="About">Subject of the state, for example clouds or settings; if it changes, the policy starts
/// over.</param>
internal sealed record PolicyState(
    string About, [property: JsonConverter(typeof(ValueListConverter<long>))] ValueList<long> Numbers)
{
    /// <summary>Restores the state of a policy.</summary>
    /// <param name="stored">Stored state, or null.</param>
    /// <param name="about">Current subject of the policy.</param>
    /// <param name="length">Length of the state.</param>
    /// <param name="isNew">True if the policy starts over, with a state of zeros.</param>
    public static long[] Recall(PolicyState? stored, string about, int length, out bool isNew)
    {
        isNew = stored is null || stored.About != about || stored.Numbers.Count != length;
        return isNew ? new long[length] : [.. stored!.Numbers];
    }
}
