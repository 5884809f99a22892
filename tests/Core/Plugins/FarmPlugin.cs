namespace Sdk.Tests.Plugins;

internal sealed class FarmPlugin : ScalePlugin<FarmOptions>
{
    private const int PerUnit = 6;

    public static PluginEntry Entry { get; } = new("farm", "1.0.0", () => new FarmPlugin()) { Options = new FarmBinder() };

    public override int CountNodes(Profile profile) => DivideRoundingUp(profile.Count * PerUnit, profile.ContainersPerNode ?? PerUnit);

    public override int CountContainers(Profile profile, int number) => profile.ContainersPerNode ?? PerUnit;

    public override ContainerLayout DescribeContainers(Profile profile, NetworkAllocator networks)
    {
        networks.Allocate(
            new NetworkTemplate("EXT", GetOptions(profile).Network),
            networks.ContainerCount,
            field: "container_template.external_network.network"
        );
        return new ContainerLayout { Roles = [new ContainerRole("c{index}")] };
    }
}

internal sealed class FarmBinder : OptionsBinder
{
    public override Type OptionsType => typeof(FarmOptions);

    public override ValueList<string> Keys => ["container_template.external_network", "templates"];

    public override string Schema => "{}";

    public override PluginOptions Bind(DocumentMap profile, ProblemList problems) =>
        profile["container_template"] is DocumentMap box
        && box["external_network"] is DocumentMap map
        && map["network"] is DocumentScalar text
            ? new FarmOptions { Network = text.Text }
            : new FarmOptions();
}
