using Scalewright.Plugins.Options;

namespace Scalewright.Providers.Simulation.Exploration;

/// <summary>Seed and faults of a run as text: <c>417</c> for all faults of the seed, <c>417:none</c>,
/// <c>417:2,5-7</c>, with a moved fault <c>417:2@00:02:10</c>, and with an added one
/// <c>417:2,+crash(web-2)@00:05:00</c>.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Kept">Numbers of the generated faults, ascending; null for all.</param>
internal sealed record SeedReplay(long Seed, ValueList<int>? Kept)
{
    private const string Nothing = "none";
    private const string Everything = "all";

    /// <summary>Kept faults with another time, ascending by number.</summary>
    public ValueList<MovedFault> Moved { get; init; } = [];

    /// <summary>Faults that the seed does not generate.</summary>
    public ValueList<AddedFault> Added { get; init; } = [];

    /// <exception cref="FormatException">The text is not a replay string. The message states the position, what was
    /// found and what is accepted.</exception>
    public static SeedReplay Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim();
        int colon = trimmed.IndexOf(':', StringComparison.Ordinal);
        string seed = colon < 0 ? trimmed : trimmed[..colon];
        if (!long.TryParse(seed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
        {
            throw Bad(trimmed, 0, $"'{TextEscaping.Escape(seed)}' is not a seed; use a whole number, as in 417:2,5-7");
        }

        ReplayParser parser = new(trimmed);
        return colon < 0 ? new SeedReplay(number, null) : parser.Parse(number, colon + 1);
    }

    /// <summary>Returns the faults of the run.</summary>
    /// <param name="drawn">All faults that the seed generates.</param>
    /// <exception cref="FormatException">A number is out of range.</exception>
    public FaultSchedule Keep(FaultSchedule drawn)
    {
        int count = drawn.Faults.Count;
        int highest = (Kept ?? []).Concat(Moved.Select(moved => moved.Number)).DefaultIfEmpty(-1).Max();
        if (highest >= count)
        {
            throw new FormatException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{this}' keeps fault {highest}, but seed {Seed} generates {count}: the fault generator or its options have changed."
                )
            );
        }

        return Kept is null && Moved.Count == 0 && Added.Count == 0
            ? drawn
            : new FaultSchedule([
                .. GetNumbers(count).Select(index => Move(drawn.Faults[index], index)),
                .. Added.Select(added => new TimedFault(added.At, added.Fault)),
            ]);
    }

    /// <summary>Returns the numbers of the generated faults of the run.</summary>
    /// <param name="count">Number of faults that the seed generates.</param>
    public ValueList<int> GetNumbers(int count) => Kept ?? Enumerable.Range(0, count).ToValueList();

    /// <summary>Returns the same run without one of its faults, for each fault that it names, the last one
    /// first.</summary>
    public IEnumerable<SeedReplay> GetWithoutOne() =>
        [
            .. Enumerable
                .Range(0, Added.Count)
                .Reverse()
                .Select(removedIndex => this with { Added = [.. Added.Where((_, index) => index != removedIndex)] }),
            .. (Kept ?? [])
                .Reverse()
                .Select(removedIndex =>
                    this with
                    {
                        Kept = [.. Kept!.Where(index => index != removedIndex)],
                        Moved = [.. Moved.Where(moved => moved.Number != removedIndex)],
                    }
                ),
        ];

    public override string ToString()
    {
        string[] items = [.. FormatKept(), .. Added.Select(added => $"{added}")];
        string seed = Seed.ToString(CultureInfo.InvariantCulture);
        return items.Length == 0 ? seed : $"{seed}:{string.Join(',', items)}";
    }

    private TimedFault Move(TimedFault fault, int number) =>
        Moved.FirstOrDefault(moved => moved.Number == number) is { } move ? fault with { At = move.At } : fault;

    private IEnumerable<string> FormatKept() =>
        Kept switch
        {
            null when Moved.Count == 0 && Added.Count == 0 => [],
            null => [Everything, .. Moved.Select(moved => $"{moved}")],
            [] => Added.Count == 0 ? [Nothing] : [],
            { } kept => FormatRanges(kept),
        };

    private IEnumerable<string> FormatRanges(ValueList<int> kept)
    {
        for (int start = 0; start < kept.Count; )
        {
            if (Moved.FirstOrDefault(moved => moved.Number == kept[start]) is { } move)
            {
                yield return $"{move}";
                start++;
                continue;
            }

            int end = start;
            while (end + 1 < kept.Count && kept[end + 1] == kept[end] + 1 && Moved.All(moved => moved.Number != kept[end + 1]))
            {
                end++;
            }

            yield return end == start ? $"{kept[start]}" : $"{kept[start]}-{kept[end]}";
            start = end + 1;
        }
    }

    /// <param name="position">Index of the first character of what was found.</param>
    private static FormatException Bad(string text, int position, string problem) =>
        new(FormattableString.Invariant($"'{TextEscaping.Escape(text)}' is not a replay string: at character {position + 1}, {problem}."));

    /// <summary>Parses the faults of a replay string.</summary>
    private sealed class ReplayParser(string text)
    {
        private const string Accepted =
            "use none, a number, a range as in 5-7, a moved fault as in 3@00:02:10, or an added one as in +crash(web-2)@00:05:00";

        private readonly List<int> _kept = [];
        private readonly List<MovedFault> _moved = [];
        private readonly List<AddedFault> _added = [];
        private bool _hasAll;

        public SeedReplay Parse(long seed, int start)
        {
            if (text[start..] == Nothing)
            {
                return new SeedReplay(seed, []);
            }

            while (start <= text.Length)
            {
                int end = FindEnd(start);
                Read(text[start..end], start);
                start = end + 1;
            }

            return new SeedReplay(seed, _hasAll ? null : [.. _kept]) { Moved = [.. _moved], Added = [.. _added] };
        }

        /// <summary>Returns the position of the next comma outside of parentheses, or the end.</summary>
        private int FindEnd(int start)
        {
            bool isInside = false;
            for (int index = start; index < text.Length; index++)
            {
                isInside = text[index] == '(' || (isInside && text[index] != ')');
                if (text[index] == ',' && !isInside)
                {
                    return index;
                }
            }

            return text.Length;
        }

        private void Read(string change, int position)
        {
            int at = change.LastIndexOf('@');
            string fault = at < 0 ? change : change[..at];
            TimeSpan? time = at < 0 ? null : ParseTime(change[(at + 1)..], position + at + 1);
            switch (fault)
            {
                case ['+', .. var added]:
                    AddFault(added, time, position);
                    break;
                case Everything when time is null && position == text.IndexOf(':', StringComparison.Ordinal) + 1:
                    _hasAll = true;
                    break;
                default:
                    KeepFaults(fault, time, position);
                    break;
            }
        }

        private TimeSpan ParseTime(string time, int position) =>
            DurationParser.TryParse(time, out TimeSpan parsed)
                ? parsed
                : throw Bad(
                    text,
                    position,
                    $"'{TextEscaping.Escape(time)}' is not a time since the start; use for example 00:02:10 or 130s"
                );

        private void AddFault(string fault, TimeSpan? time, int position)
        {
            try
            {
                Fault parsed = FaultKeyword.Parse(fault);
                _added.Add(
                    time is { } at
                        ? new AddedFault(at, fault, parsed)
                        : throw new FormatException($"the added fault has no time; use for example +{TextEscaping.Escape(fault)}@00:05:00")
                );
            }
            catch (FormatException exception)
            {
                throw Bad(text, position + 1, exception.Message);
            }
        }

        private void KeepFaults(string words, TimeSpan? time, int position)
        {
            string[] ends = words.Split('-');
            int last = 0;
            bool isValid =
                int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out last)
                && ends.Length <= 2
                && last >= first
                && last - first <= ushort.MaxValue;
            if (!isValid)
            {
                throw Bad(text, position, $"'{TextEscaping.Escape(words)}' is not a fault; {Accepted}");
            }

            int previous = _kept is [.., var kept] ? kept : -1;
            if (first <= previous)
            {
                throw Bad(text, position, $"fault {first} does not follow fault {previous}; use ascending numbers");
            }

            if ((time is null && _hasAll) || (time is not null && ends.Length > 1))
            {
                throw Bad(
                    text,
                    position,
                    _hasAll
                        ? $"fault {words} is among all; give it a time as in {first}@00:02:10, or leave it out"
                        : $"{words} has one time; use a time for each fault, as in {first}@00:02:10"
                );
            }

            _kept.AddRange(Enumerable.Range(first, last - first + 1));
            if (time is { } at)
            {
                _moved.Add(new MovedFault(first, at));
            }
        }
    }
}

/// <summary>Generated fault with another time.</summary>
internal sealed record MovedFault(int Number, TimeSpan At)
{
    public override string ToString() => $"{Number}@{Format(At)}";

    /// <summary>Returns <c>00:02:17.73</c>: without zeros at the end.</summary>
    public static string Format(TimeSpan time)
    {
        string text = time.ToString("c", CultureInfo.InvariantCulture);
        return time.Ticks % TimeSpan.TicksPerSecond == 0 ? text : text.TrimEnd('0');
    }
}

/// <summary>Fault that the seed does not generate.</summary>
/// <param name="At">Time since the start of the run.</param>
/// <param name="Text">Text of the fault, for example <c>crash(web-2)</c>.</param>
/// <param name="Fault">The fault.</param>
internal sealed record AddedFault(TimeSpan At, string Text, Fault Fault)
{
    public override string ToString() => $"+{Text}@{MovedFault.Format(At)}";
}
