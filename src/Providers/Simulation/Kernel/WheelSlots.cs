using System.Numerics;
using System.Runtime.CompilerServices;

namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Six wheels of 256 slots, each slot the first and last of a list, and which of them are not empty.</summary>
/// <remarks>A mutable struct, so that the queue reaches its arrays without one step more: hold it in a field that is not readonly.</remarks>
internal struct WheelSlots()
{
    public const int BitsPerLevel = 8;
    public const int Levels = 6;
    private const int SlotsPerLevel = 1 << BitsPerLevel;
    private const int WordsPerLevel = SlotsPerLevel / 64;

    private readonly Slot[] _slots = new Slot[Levels * SlotsPerLevel];
    private readonly ulong[] _occupied = new ulong[Levels * WordsPerLevel];
    private uint _levels;

    /// <summary>Whether every slot is empty.</summary>
    public readonly bool IsEmpty => _levels == 0;

    /// <summary>The lowest wheel with a slot that is not empty.</summary>
    public readonly int LowestLevel => BitOperations.TrailingZeroCount(_levels);

    public readonly ref Slot this[int index] => ref _slots[index];

    /// <summary>The first slot of a wheel that is not empty; there must be one.</summary>
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

    /// <summary>All slots of a wheel that are not empty now, in their order.</summary>
    public readonly IEnumerable<int> OccupiedOf(int level)
    {
        for (int slot = level * SlotsPerLevel; slot < (level + 1) * SlotsPerLevel; slot++)
        {
            if ((_occupied[slot >> 6] & (1UL << slot)) != 0)
            {
                yield return slot;
            }
        }
    }

    /// <summary>The first tick of a slot's turn that includes or follows a position.</summary>
    public static long StartOf(int level, int slotIndex, long position)
    {
        long inLevel = slotIndex & (SlotsPerLevel - 1);
        int shift = level * BitsPerLevel;
        return (position >> (shift + BitsPerLevel) << (shift + BitsPerLevel)) | (inLevel << shift);
    }

    /// <summary>Takes the slot of a time; the caller sets its last, and its first when it was empty.</summary>
    /// <returns>Whether it was empty.</returns>
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

    /// <summary>Notes that a slot is empty.</summary>
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

    /// <summary>A list of events, by their indices.</summary>
    public struct Slot
    {
        public int Head;
        public int Tail;
    }
}
