namespace ExternalPlugin;

/// <summary>A plugin in a separate assembly: greenhouses with eight sensors each, sixteen to a node.</summary>
[ScalePlugin("greenhouse", Version = "1.1.0")]
public sealed class GreenhousePlugin : ScalePlugin
{
    private const int SensorsPerHouse = 8;
    private const int SensorsPerNode = 16;

    public override int CountNodes(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return DivideRoundingUp(profile.Count * SensorsPerHouse, SensorsPerNode);
    }

    public override int CountContainers(Profile profile, int number)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return Math.Min(SensorsPerNode, (profile.Count * SensorsPerHouse) - ((number - 1) * SensorsPerNode));
    }

    public override ContainerLayout DescribeContainers(Profile profile, NetworkAllocator networks)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(networks);
        ContainerRole sensor = new("{node}-sensor{number:00}")
        {
            NetworkAttachments =
            [
                .. profile
                    .Networks.Select(network => (network.Name, Block: networks.Allocate(network, networks.ContainerCount)))
                    .Where(link => link.Block is not null)
                    .Select(link => new NetworkAttachment(link.Name, link.Block!)),
            ],
        };
        return new ContainerLayout { Roles = [sensor] };
    }
}
