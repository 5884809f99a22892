using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>A change of an account as the journal holds it: what was asked for, not what came of it. Asking again gives the same.</summary>
/// <param name="At">When.</param>
/// <param name="Action">The action.</param>
/// <param name="Words">Names and values of its parameters, in turns.</param>
internal sealed record AccountChange(DateTimeOffset At, string Action, [property: JsonConverter(typeof(ValueListConverter<string>))] ValueList<string> Words)
{
    /// <summary>A change by parameters.</summary>
    public static AccountChange Of(DateTimeOffset at, string action, IEnumerable<KeyValuePair<string, string>> parameters) =>
        new(at, action, [.. parameters.SelectMany(pair => new[] { pair.Key, pair.Value })]);

    /// <summary>Its parameters.</summary>
    [JsonIgnore]
    public IEnumerable<KeyValuePair<string, string>> Parameters => Words.Chunk(2).Select(pair => KeyValuePair.Create(pair[0], pair[1]));
}
