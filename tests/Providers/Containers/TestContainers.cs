using Scalewright.Providers.Containers;

namespace Containers.Tests;

internal static class TestContainers
{
    public static ContainersOptions OptionsFor(params IReadOnlyList<ContainerLab> labs) =>
        new()
        {
            Engines =
                labs.Count == 1
                    ? [new ContainerEngine { Endpoint = labs[0].Endpoint }]
                    : [.. labs.Select((lab, index) => new ContainerEngine($"cloud-{index + 1}") { Endpoint = lab.Endpoint })],
            Image = ContainerLab.Image,
        };
}
