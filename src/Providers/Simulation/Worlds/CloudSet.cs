using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Clouds by name. The empty name is the cloud of nodes that do not name a cloud.</summary>
internal sealed class CloudSet(SimulationKernel kernel, SimulationOptions options)
{
    private readonly SortedDictionary<string, SimulatedCloud> _clouds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OverlayStack<CloudModel>> _changes = new(StringComparer.Ordinal);

    public decimal Cost => _clouds.Values.Sum(cloud => cloud.Cost);

    /// <summary>Allowed names; empty when all are allowed.</summary>
    public IEnumerable<string> Names => options.Clouds.Keys;

    public SimulatedCloud? Find(string name)
    {
        if (_clouds.TryGetValue(name, out SimulatedCloud? cloud))
        {
            return cloud;
        }

        if (FindModel(name) is not { } model)
        {
            return null;
        }

        cloud = new SimulatedCloud(kernel, name, model);
        _clouds.Add(name, cloud);
        return cloud;
    }

    /// <summary>Changes a cloud temporarily. Returns the action that reverts it; null for an unknown cloud.</summary>
    public Action? Change(string name, Func<CloudModel, CloudModel> change)
    {
        if (Find(name) is not { } cloud)
        {
            return null;
        }

        if (!_changes.TryGetValue(name, out OverlayStack<CloudModel>? layers))
        {
            layers = new OverlayStack<CloudModel>(cloud.Model, model => cloud.Model = model);
            _changes.Add(name, layers);
        }

        return layers.Add(change);
    }

    private CloudModel? FindModel(string name)
    {
        if (options.Clouds.TryGetValue(name, out CloudModel? model))
        {
            return model;
        }

        return name.Length == 0 || options.Clouds.Count == 0 ? options.Cloud : null;
    }
}
