using System.Runtime.CompilerServices;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Who has the locks of files.</summary>
internal sealed class FileLocks
{
    private readonly ConditionalWeakTable<DiskFile, ControllerFile> _holders = [];

    /// <summary>Lets all of them fall, as with the programs that hold them; their files stay open.</summary>
    public void DropAll() => _holders.Clear();

    public bool TryTake(DiskFile file, ControllerFile holder)
    {
        if (_holders.TryGetValue(file, out ControllerFile? other) && other.IsHeld && !ReferenceEquals(other, holder))
        {
            return false;
        }

        _holders.AddOrUpdate(file, holder);
        return true;
    }
}
