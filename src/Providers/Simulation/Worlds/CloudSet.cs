using Scalewright.Providers.Simulation.Kernel;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>The clouds of a place by name; the empty name is the one for nodes that name none.</summary>
internal sealed class CloudSet(SimulationKernel kernel, SimulationOptions options)
{
    private readonly SortedDictionary<string, SimulatedCloud> _clouds = new(StringComparer.Ordinal);

    public decimal Cost => _clouds.Values.Sum(cloud => cloud.Cost);

    /// <summary>The names that nodes may have; empty when they may have any.</summary>
    public IEnumerable<string> Names => options.Clouds.Keys;

    /// <summary>A cloud; null when there is none of this name.</summary>
    public SimulatedCloud? Find(string name)
    {
        if (_clouds.TryGetValue(name, out SimulatedCloud? cloud))
        {
            return cloud;
        }

        if (ModelOf(name) is not { } model)
        {
            return null;
        }

        cloud = new SimulatedCloud(kernel, name, model);
        _clouds.Add(name, cloud);
        return cloud;
    }

    private CloudModel? ModelOf(string name)
    {
        if (options.Clouds.TryGetValue(name, out CloudModel? model))
        {
            return model;
        }

        return name.Length == 0 || options.Clouds.Count == 0 ? options.Cloud : null;
    }
}
