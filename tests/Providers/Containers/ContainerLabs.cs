namespace Containers.Tests;

/// <summary>Both engines, each started by its first test.</summary>
public sealed class ContainerLabs : IDisposable
{
    private readonly Dictionary<string, ContainerLab> _labs = new(StringComparer.Ordinal);

    public ContainerLab this[string engine]
    {
        get
        {
            if (!_labs.TryGetValue(engine, out ContainerLab? lab))
            {
                lab = engine == "docker" ? new DockerLab() : new PodmanLab();
                _labs.Add(engine, lab);
            }

            return lab;
        }
    }

    public void Dispose()
    {
        foreach (ContainerLab lab in _labs.Values)
        {
            lab.Dispose();
        }
    }
}

[CollectionDefinition(Name)]
public sealed class SharedContainers : ICollectionFixture<ContainerLabs>
{
    public const string Name = "container engines";
}
