using System.Xml.Linq;

namespace Scalewright.Providers.AutoScaling.Backend;

/// <summary>An instance as the service shows it.</summary>
/// <param name="State">State of EC2: pending, running, shutting-down, terminated, stopping or stopped.</param>
internal sealed record Ec2Instance(string Id, string State, ValueMap<string> Tags, XElement Element)
{
    public bool IsTerminated => State is "shutting-down" or "terminated";

    /// <summary>Ownership tag; null if there is no such tag.</summary>
    public ResourceTag? Tag { get; } = InstanceTags.Read(Tags);

    public static IEnumerable<Ec2Instance> ReadAll(IEnumerable<XElement> reservations) =>
        reservations.SelectMany(reservation => reservation.Child("instancesSet")?.Elements() ?? []).Select(Read);

    /// <summary>Returns the instance after tags were written that lists may not show yet.</summary>
    public Ec2Instance WithTags(ValueMap<string> written) =>
        new(Id, State, written.Aggregate(Tags, (all, tag) => all.With(tag.Key, tag.Value)), Element);

    public Resource ToResource(ResourceTag tag) => new(Id, tag, ToState(State), CreatedAt) { Cloud = Zone };

    public InstanceAddress GetAddress(string node) =>
        new(node, Id, Element.Text("privateIpAddress") ?? "", Element.Text("ipAddress") ?? "", Element.Text("dnsName") ?? "");

    private string Zone => Element.Child("placement")?.Text("availabilityZone") ?? "";

    private DateTimeOffset CreatedAt =>
        DateTimeOffset.TryParse(
            Element.Text("launchTime"),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset at
        )
            ? at.ToUniversalTime()
            : default;

    private static Ec2Instance Read(XElement element) =>
        new(
            element.Text("instanceId") ?? "",
            element.Child("instanceState")?.Text("name") ?? "",
            (element.Child("tagSet")?.Elements() ?? [])
                .Select(tag => KeyValuePair.Create(tag.Text("key") ?? "", tag.Text("value") ?? ""))
                .ToValueMap(),
            element
        );

    private static ResourceState ToState(string state) =>
        state switch
        {
            "pending" => ResourceState.Pending,
            "running" => ResourceState.Ready,
            "shutting-down" or "terminated" => ResourceState.Deleting,
            _ => ResourceState.Failed,
        };
}
