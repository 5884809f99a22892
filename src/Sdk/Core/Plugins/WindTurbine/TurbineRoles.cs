using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Plugins.WindTurbine;

/// <summary>The six containers of a turbine by rule: names and private networks carry the profile's name, so that farms do not meet.</summary>
/// <param name="profile">Name of the profile.</param>
internal sealed class TurbineRoles(string profile)
{
    private static readonly Address MainAddress = Parse(TurbineDevices.MainAddress);

    /// <summary>The network that each turbine has for itself.</summary>
    public static Subnet PrivateSubnet { get; } = new(MainAddress, TurbineDevices.PrivatePrefix);

    /// <summary>Name of that network, with a place for the turbine's number.</summary>
    public static string OwnNetwork(string profile) => $"{profile}-{{unit}}";

    /// <summary>The containers of a turbine.</summary>
    /// <param name="template">What each container has.</param>
    /// <param name="external">The main controller's way out, with its router; null: none.</param>
    public ContainerRule Describe(ContainerTemplate template, (LinkRule Link, Address? Gateway)? external) => new()
    {
        Roles = [.. Enum.GetValues<TurbineComponent>().Select(component => Role(component, external))],
        Cpus = template.Cpus,
        MemoryMiB = template.MemoryMiB,
        RootFs = template.RootFs,
    };

    private static Address Parse(string text) => Address.TryParse(text, out Address address) ? address : default;

    private ContainerRole Role(TurbineComponent component, (LinkRule Link, Address? Gateway)? external)
    {
        LinkRule own = new(OwnNetwork(profile), new AddressBlock(PrivateSubnet, Parse(TurbineDevices.AddressOf(component))) { IsFixed = true });
        bool isMain = component == TurbineComponent.MainController;
        return new ContainerRole($"{profile}-{{unit}}-{TurbineDevices.NameOf(component)}")
        {
            Links = isMain && external is { } way ? [way.Link, own] : [own],
            Gateway = isMain ? external?.Gateway : MainAddress,
            Volumes = [new VolumeRule("/etc/ot-sim/", "/scale/{node}/{number}/")],
        };
    }
}
