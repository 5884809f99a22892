using System.Xml.Linq;

namespace Scalewright.Providers.AutoScaling.Places;

/// <summary>An instance as the place shows it.</summary>
/// <param name="State">In EC2's words: pending, running, shutting-down, terminated, stopping, stopped.</param>
internal sealed record PlaceInstance(string Id, string State, ValueMap<string> Tags, XElement Element)
{
    /// <summary>Whether it is on its way out or gone.</summary>
    public bool IsGone => State is "shutting-down" or "terminated";

    /// <summary>Whose and what it is; null: none of ours.</summary>
    public ResourceTag? Mark { get; } = InstanceTags.Read(Tags);

    /// <summary>The instances of reservations.</summary>
    public static IEnumerable<PlaceInstance> ReadAll(IEnumerable<XElement> reservations) =>
        reservations.SelectMany(reservation => reservation.Child("instancesSet")?.Elements() ?? []).Select(Read);

    /// <summary>It as a resource with a mark.</summary>
    public Resource ToResource(ResourceTag mark) => new(Id, mark, ResourceStateOf(State), CreatedAt) { Cloud = Zone };

    /// <summary>Where it can be reached.</summary>
    public InstanceAddress AddressOf(string node) =>
        new(
            node,
            Id,
            Element.Text("privateIpAddress") ?? "",
            Element.Text("ipAddress") ?? "",
            Element.Text("dnsName") ?? "");

    private string Zone => Element.Child("placement")?.Text("availabilityZone") ?? "";

    private DateTimeOffset CreatedAt =>
        DateTimeOffset.TryParse(
            Element.Text("launchTime"),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset at)
            ? at.ToUniversalTime()
            : default;

    private static PlaceInstance Read(XElement element) => new(
        element.Text("instanceId") ?? "",
        element.Child("instanceState")?.Text("name") ?? "",
        (element.Child("tagSet")?.Elements() ?? [])
            .Select(tag => KeyValuePair.Create(tag.Text("key") ?? "", tag.Text("value") ?? "")).ToValueMap(),
        element);

    private static ResourceState ResourceStateOf(string state) => state switch
    {
        "pending" => ResourceState.Pending,
        "running" => ResourceState.Ready,
        "shutting-down" or "terminated" => ResourceState.Leaving,
        _ => ResourceState.Failed,
    };
}
