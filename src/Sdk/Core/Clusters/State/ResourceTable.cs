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

    public ResourceEntry? Find(ResourceKey key) => _indexes.TryGetValue(key, out int index) ? _entries[index].Entry : null;

    /// <summary>Finds the entry of a resource and its index, below <see cref="Count"/>.</summary>
    public bool TryFind(Resource resource, out int index) =>
        _indexes.TryGetValue(new ResourceKey(resource.Tag.Target, resource.Tag.Name), out index) && _entries[index].Entry.Is(resource);

    public void Set(ResourceKey key, ResourceEntry resource)
    {
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_indexes, key, out bool isThere);
        if (isThere)
        {
            _entries[index] = (key, resource);
            return;
        }

        index = _entries.Count;
        _entries.Add((key, resource));
        _order = null;
    }

    public void Remove(ResourceKey key)
    {
        if (!_indexes.Remove(key, out int index))
        {
            return;
        }

        // The last entry takes the index of the removed entry.
        (ResourceKey Key, ResourceEntry Entry) last = _entries[^1];
        _entries.RemoveAt(_entries.Count - 1);
        if (index < _entries.Count)
        {
            _entries[index] = last;
            _indexes[last.Key] = index;
        }

        _order = null;
    }

    public ResourceEntry[] InOrder()
    {
        _order ??=
        [
            .. Enumerable
                .Range(0, _entries.Count)
                .OrderBy(index => _entries[index].Key.Target)
                .ThenBy(index => _entries[index].Key.Name, StringComparer.Ordinal),
        ];
        return Array.ConvertAll(_order, index => _entries[index].Entry);
    }
}

internal readonly record struct ResourceKey(StepTarget Target, string Name);
