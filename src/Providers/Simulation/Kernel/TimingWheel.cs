using System.Numerics;
using System.Runtime.CompilerServices;
using Scalewright.Recording;

namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>
/// Event queue, first in, first out among equal times: six wheels of 256 slots, and a heap for events more than 2^48
/// ticks (325 days) ahead.
/// </summary>
/// <remarks>
/// An event is stored at the highest byte in which its time differs from the position. When the position enters that
/// slot, its events move down in order, before new ones can be added there. This keeps the order (time, sequence).
/// </remarks>
/// <param name="recorder">Receives the cause of each event that fires; null if none is recorded.</param>
internal sealed class TimingWheel(EventRecorder? recorder = null)
{
    private const long Horizon = 1L << (WheelSlots.BitsPerLevel * WheelSlots.Levels);
    private const int FirstSize = 256;
    private const int SweepFloor = 1024;
    private const int None = -1;

    private readonly FarEvents _far = new(Horizon);
    private WheelSlots _slots = new();
    private WheelEntry[] _entries = new WheelEntry[FirstSize];

    // Of each entry, the event that was recorded last when it was added.
    private int[] _causes = recorder is null ? [] : new int[FirstSize];
    private int _free = None;
    private int _used;
    private long _position;
    private long _taken;
    private int _cancelled;

    /// <summary>Number of events, excluding canceled events.</summary>
    public int Count { get; private set; }

    /// <summary>Lower bound of the next due tick; <see cref="long.MaxValue"/> when empty.</summary>
    public long Earliest
    {
        get
        {
            if (_slots.IsEmpty)
            {
                return _far.Window;
            }

            int level = _slots.LowestLevel;
            int slotIndex = _slots.FirstOccupied(level);
            ref WheelSlots.WheelSlot slot = ref _slots[slotIndex];
            return level > 0 && slot.Head != slot.Tail ? WheelSlots.GetStart(level, slotIndex, _position) : _entries[slot.Head].Time;
        }
    }

    /// <param name="time">Ticks, not before the last removed event.</param>
    /// <param name="target">Target of the event; not null.</param>
    public EventHandle Add(long time, object target)
    {
        int index = _free;
        if (index != None)
        {
            _free = _entries[index].Next;
        }
        else
        {
            index = Extend();
        }

        ref WheelEntry entry = ref _entries[index];
        entry.Time = time;
        entry.Target = target;
        if (recorder is not null)
        {
            _causes[index] = recorder.Cause;
        }

        Count++;
        Link(index, ref entry);
        return new EventHandle(index, entry.Generation);
    }

    /// <returns>False when it was removed or canceled before.</returns>
    public bool Cancel(EventHandle handle)
    {
        if ((uint)handle.Index >= (uint)_used)
        {
            return false;
        }

        ref WheelEntry entry = ref _entries[handle.Index];
        if (entry.Generation != handle.Generation || entry.Target is null)
        {
            return false;
        }

        // The entry stays linked as a tombstone until its slot is passed or swept.
        entry.Target = null;
        entry.Generation++;
        Count--;
        _cancelled++;
        if (_cancelled > SweepFloor && _cancelled > Count)
        {
            Sweep();
        }

        return true;
    }

    /// <summary>Removes the earliest due event and returns its target, or null when no event is due.</summary>
    /// <param name="limit">Last tick that is due.</param>
    public object? TryTake(long limit, out long time)
    {
        time = 0;
        while (true)
        {
            if (_slots.IsEmpty)
            {
                if (!EnterFarWindow(limit))
                {
                    return null;
                }

                continue;
            }

            int level = _slots.LowestLevel;
            int slotIndex = _slots.FirstOccupied(level);
            ref WheelSlots.WheelSlot slot = ref _slots[slotIndex];
            int index = slot.Head;
            if (level > 0 && index != slot.Tail)
            {
                // The events of a slot above the lowest level are not in order of time. Distributes them over lower
                // levels first, unless there is only one.
                long start = WheelSlots.GetStart(level, slotIndex, _position);
                if (start > limit)
                {
                    return null;
                }

                Descend(level, slotIndex, start);
                continue;
            }

            ref WheelEntry entry = ref _entries[index];
            long entryTime = entry.Time;
            if (entryTime > limit)
            {
                return null;
            }

            if (index == slot.Tail)
            {
                _slots.Vacate(level, slotIndex);
            }
            else
            {
                slot.Head = entry.Next;
            }

            object? target = entry.Target;
            Release(index, ref entry);
            if (target is not null)
            {
                Count--;
                time = entryTime;
                _position = entryTime;
                _taken = entryTime;
                if (recorder is not null)
                {
                    recorder.Cause = _causes[index];
                }

                return target;
            }

            // The event was cancelled, and only its entry remained.
            _cancelled--;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Link(int index, ref WheelEntry entry)
    {
        int level = (63 - BitOperations.LeadingZeroCount((ulong)(entry.Time ^ _position) | 1)) / WheelSlots.BitsPerLevel;
        if (level >= WheelSlots.Levels)
        {
            _far.Add(index, entry.Time);
            return;
        }

        bool wasEmpty = _slots.Occupy(level, entry.Time, out int slotIndex);
        ref WheelSlots.WheelSlot slot = ref _slots[slotIndex];
        if (wasEmpty)
        {
            slot.Head = index;
        }
        else
        {
            _entries[slot.Tail].Next = index;
        }

        slot.Tail = index;
    }

    private void Descend(int level, int slotIndex, long start)
    {
        (int index, int last) = (_slots[slotIndex].Head, _slots[slotIndex].Tail);
        _slots.Vacate(level, slotIndex);
        _position = start;
        CacheLines soon = default;
        while (true)
        {
            ref WheelEntry entry = ref _entries[index];
            int next = entry.Next;
            if (level == 1 && entry.Target is { } target)
            {
                soon.Fetch(target);
            }

            Relink(index, ref entry);
            if (index == last)
            {
                break;
            }

            index = next;
        }

        soon.Complete();
    }

    private void Relink(int index, ref WheelEntry entry)
    {
        if (entry.Target is not null)
        {
            Link(index, ref entry);
            return;
        }

        _cancelled--;
        Release(index, ref entry);
    }

    private bool EnterFarWindow(long limit)
    {
        long window = _far.Window;
        if (window == long.MaxValue)
        {
            // Tombstones may have advanced the empty wheel beyond the last event. It can move back now.
            _position = _taken;
            return false;
        }

        if (window > limit)
        {
            return false;
        }

        _position = window;
        while (_far.TryTake(window, out int index))
        {
            Relink(index, ref _entries[index]);
        }

        return true;
    }

    private int Extend()
    {
        if (_used == _entries.Length)
        {
            Array.Resize(ref _entries, _entries.Length * 2);
            if (recorder is not null)
            {
                Array.Resize(ref _causes, _entries.Length);
            }
        }

        return _used++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Release(int index, ref WheelEntry entry)
    {
        entry.Target = null;
        entry.Generation++;
        entry.Next = _free;
        _free = index;
    }

    /// <summary>Removes all tombstones. Called when they outnumber live events: constant amortized cost.</summary>
    private void Sweep()
    {
        for (int level = 0; level < WheelSlots.Levels; level++)
        {
            foreach (int slot in _slots.GetOccupied(level))
            {
                Descend(level, slot, _position);
            }
        }

        SweepFar();
    }

    private void SweepFar() =>
        _far.Keep(index =>
        {
            ref WheelEntry entry = ref _entries[index];
            if (entry.Target is not null)
            {
                return true;
            }

            _cancelled--;
            Release(index, ref entry);
            return false;
        });

    private struct WheelEntry
    {
        public object? Target;
        public long Time;
        public int Next;
        public int Generation;
    }
}
