using System.Numerics;
using System.Runtime.CompilerServices;

namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Six wheels of 256 slots with linked lists, and bitmaps of the occupied slots.</summary>
/// <remarks>A mutable struct, which saves an indirection: store it in a field that is not readonly.</remarks>
internal struct WheelSlots()
{
    public const int BitsPerLevel = 8;
    public const int Levels = 6;
    private const int SlotsPerLevel = 1 << BitsPerLevel;
    private const int WordsPerLevel = SlotsPerLevel / 64;

    private readonly WheelSlot[] _slots = new WheelSlot[Levels * SlotsPerLevel];
    private readonly ulong[] _occupied = new ulong[Levels * WordsPerLevel];
    private uint _levels;

    public readonly bool IsEmpty => _levels == 0;

    /// <summary>Lowest wheel with an occupied slot.</summary>
    public readonly int LowestLevel => BitOperations.TrailingZeroCount(_levels);

    public readonly ref WheelSlot this[int index] => ref _slots[index];

    /// <summary>Returns the first occupied slot of a wheel, which must exist.</summary>
    public readonly int FirstOccupied(int level)
    {
        int word = level * WordsPerLevel;
        int first = level * SlotsPerLevel;
        while (_occupied[word] == 0)
        {
            word++;
            first += 64;
        }

        return first + BitOperations.TrailingZeroCount(_occupied[word]);
    }

    public readonly IEnumerable<int> GetOccupied(int level)
    {
        for (int slot = level * SlotsPerLevel; slot < (level + 1) * SlotsPerLevel; slot++)
        {
            if ((_occupied[slot >> 6] & (1UL << slot)) != 0)
            {
                yield return slot;
            }
        }
    }

    /// <summary>Returns the first tick of a slot's turn that includes or follows a position.</summary>
    public static long GetStart(int level, int slotIndex, long position)
    {
        long inLevel = slotIndex & (SlotsPerLevel - 1);
        int shift = level * BitsPerLevel;
        return (position >> (shift + BitsPerLevel) << (shift + BitsPerLevel)) | (inLevel << shift);
    }

    /// <summary>Occupies a slot. Returns true if it was empty; the caller then sets its first and last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Occupy(int level, long time, out int slotIndex)
    {
        int inLevel = (int)(time >> (level * BitsPerLevel)) & (SlotsPerLevel - 1);
        slotIndex = (level * SlotsPerLevel) + inLevel;
        ref ulong word = ref _occupied[(level * WordsPerLevel) + (inLevel >> 6)];
        if ((word & (1UL << inLevel)) != 0)
        {
            return false;
        }

        word |= 1UL << inLevel;
        _levels |= 1U << level;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Vacate(int level, int slotIndex)
    {
        int inLevel = slotIndex & (SlotsPerLevel - 1);
        int word = level * WordsPerLevel;
        _occupied[word + (inLevel >> 6)] &= ~(1UL << inLevel);
        if ((_occupied[word] | _occupied[word + 1] | _occupied[word + 2] | _occupied[word + 3]) == 0)
        {
            _levels &= ~(1U << level);
        }
    }

    /// <summary>List of events, by index.</summary>
    public struct WheelSlot
    {
        public int Head;
        public int Tail;
    }
}
