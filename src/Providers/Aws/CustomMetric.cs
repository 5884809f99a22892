using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling;

/// <summary>A metric as CloudWatch knows it, for policies with a customized metric specification.</summary>
/// <param name="Namespace">Its namespace, as in <c>Shop</c>.</param>
/// <param name="Name">Its name, as in <c>QueueLength</c>.</param>
public sealed record CustomMetric(string Namespace, string Name)
{
    /// <summary>
    /// What it is of, by the names of dimensions; default nothing. Other dimensions make another metric.
    /// </summary>
    [JsonConverter(typeof(ValueMapConverter<string>))]
    public ValueMap<string> Dimensions { get; init; } = ValueMap<string>.Empty;

    /// <summary>
    /// The name by which it is reported: namespace, name and dimensions, as in <c>Shop QueueLength Queue=orders</c>.
    /// Two metrics have two.
    /// </summary>
    [JsonIgnore]
    public string Id =>
        string.Join(
            ' ',
            [
                Word(Namespace),
                Word(Name),
                .. Dimensions.Select(dimension => $"{Word(dimension.Key)}={Word(dimension.Value)}"),
            ]);

    /// <summary>Its <see cref="Id"/>.</summary>
    public override string ToString() => Id;

    // What separates words does not occur in them.
    private static string Word(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace(" ", "%20", StringComparison.Ordinal)
            .Replace("=", "%3D", StringComparison.Ordinal);
}
