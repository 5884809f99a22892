using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>What a policy remembers from one decision to the next.</summary>
/// <param name="About">What it was about, as its clouds or settings; another policy of the name begins anew.</param>
internal sealed record PolicyMemory(
    string About, [property: JsonConverter(typeof(ValueListConverter<long>))] ValueList<long> Numbers)
{
    /// <summary>The numbers to begin a decision with.</summary>
    /// <param name="there">What was kept; null: nothing.</param>
    /// <param name="about">What the policy is about now.</param>
    /// <param name="length">How many numbers it has.</param>
    /// <param name="isNew">Whether it begins anew: all are 0.</param>
    public static long[] Recall(PolicyMemory? there, string about, int length, out bool isNew)
    {
        isNew = there is null || there.About != about || there.Numbers.Count != length;
        return isNew ? new long[length] : [.. there!.Numbers];
    }
}
