using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>The clouds of a place by name; the empty name is the one for nodes that name none.</summary>
internal sealed class CloudSet(SimulationKernel kernel, SimulationOptions options)
{
    private readonly SortedDictionary<string, SimulatedCloud> _clouds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Layers<CloudModel>> _changes = new(StringComparer.Ordinal);

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

    /// <summary>Makes a cloud another for a time.</summary>
    /// <returns>Takes the change back; null when there is no such cloud.</returns>
    public Action? Change(string name, Func<CloudModel, CloudModel> change)
    {
        if (Find(name) is not { } cloud)
        {
            return null;
        }

        if (!_changes.TryGetValue(name, out Layers<CloudModel>? layers))
        {
            layers = new Layers<CloudModel>(cloud.Model, model => cloud.Model = model);
            _changes.Add(name, layers);
        }

        return layers.Add(change);
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
