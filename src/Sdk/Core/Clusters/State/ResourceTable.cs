using System.Runtime.InteropServices;
using Scalewright.Planning;
using Scalewright.Providers;

namespace Scalewright.Clusters.State;

/// <summary>Resources of a state, by target and name. Changes take constant time; the sort order is cached.</summary>
internal sealed class ResourceTable
{
    private readonly Dictionary<ResourceKey, int> _indexes = [];
    private readonly List<(ResourceKey Key, ResourceEntry Entry)> _entries = [];
    private int[]? _order;

    public int Count => _entries.Count;

    public ResourceEntry? Find(ResourceKey key) =>
        _indexes.TryGetValue(key, out int place) ? _entries[place].Entry : null;

    /// <summary>Finds the entry of a resource and its index, below <see cref="Count"/>.</summary>
    public bool TryFind(Resource resource, out int index) =>
        _indexes.TryGetValue(new ResourceKey(resource.Tag.Target, resource.Tag.Name), out index)
        && _entries[index].Entry.Is(resource);

    public void Put(ResourceKey key, ResourceEntry resource)
    {
        ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(_indexes, key, out bool isThere);
        if (isThere)
        {
            _entries[place] = (key, resource);
            return;
        }

        place = _entries.Count;
        _entries.Add((key, resource));
        _order = null;
    }

    public void Remove(ResourceKey key)
    {
        if (!_indexes.Remove(key, out int place))
        {
            return;
        }

        // The last entry takes the index of the removed entry.
        (ResourceKey Key, ResourceEntry Entry) last = _entries[^1];
        _entries.RemoveAt(_entries.Count - 1);
        if (place < _entries.Count)
        {
            _entries[place] = last;
            _indexes[last.Key] = place;
        }

        _order = null;
    }

    public ResourceEntry[] InOrder()
    {
        _order ??= [.. Enumerable.Range(0, _entries.Count)
            .OrderBy(place => _entries[place].Key.Target)
            .ThenBy(place => _entries[place].Key.Name, StringComparer.Ordinal)];
        return Array.ConvertAll(_order, place => _entries[place].Entry);
    }
}

internal readonly record struct ResourceKey(StepTarget Target, string Name);
