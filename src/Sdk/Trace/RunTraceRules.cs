namespace Scalewright.Traces;

/// <summary>Rules of a run that readers and exports rely on: causes, parents and groups come first.</summary>
internal static class RunTraceRules
{
    /// <exception cref="ArgumentException">The run violates a rule.</exception>
    public static void Check(RunTrace run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Check(
            new RunTracePart
            {
                Subjects = run.Subjects,
                Events = run.Events,
                Links = run.Links,
            },
            0
        );
    }

    /// <param name="part">Part of a run.</param>
    /// <param name="subjectCount">Number of subjects of the previous parts.</param>
    /// <exception cref="ArgumentException">The part violates a rule.</exception>
    public static void Check(RunTracePart part, int subjectCount)
    {
        for (int index = 0; index < part.Subjects.Count; index++)
        {
            RunSubject subject = part.Subjects[index];
            int number = subjectCount + index;
            Require(Enum.IsDefined(subject.Kind), number, "subject", "kind");
            Require(subject.Generation >= 0, number, "subject", "generation");
            Require(subject.Parent >= -1 && subject.Parent < number, number, "subject", "parent");
        }

        int eventCount = part.FirstEvent + part.Events.Count;
        for (int index = 0; index < part.Events.Count; index++)
        {
            Check(part.Events[index], part.FirstEvent + index, subjectCount + part.Subjects.Count, eventCount);
        }

        foreach (RunEventEnd end in part.Ends)
        {
            Require((uint)end.Event < (uint)part.FirstEvent && end.At >= TimeSpan.Zero, end.Event, "event", "end");
            Require(end.Response >= -1 && end.Response < eventCount && end.Response != end.Event, end.Event, "event", "response");
        }

        foreach (RunLink link in part.Links)
        {
            Require((uint)link.Event < (uint)eventCount, link.Event, "link", "event");
            Require((uint)link.Read < (uint)eventCount, link.Event, "link of event", "read event");
        }
    }

    private static void Check(RunEvent runEvent, int number, int subjectCount, int eventCount)
    {
        Require(Enum.IsDefined(runEvent.Kind), number, "event", "kind");
        Require((uint)runEvent.Subject < (uint)subjectCount, number, "event", "subject");
        Require(runEvent.Cause >= -1 && runEvent.Cause < number, number, "event", "cause");
        Require(runEvent.Parent >= -1 && runEvent.Parent < number, number, "event", "parent");
        Require(runEvent.End is null || runEvent.End >= runEvent.Start, number, "event", "end");
        Require(
            runEvent.End is not null || (runEvent.Response < 0 && runEvent.Result.Length == 0),
            number,
            "event",
            "result without an end, which is"
        );
        Require(runEvent.Response >= -1 && runEvent.Response < eventCount && runEvent.Response != number, number, "event", "response");
    }

    private static void Require(bool isValid, int number, string item, string part)
    {
        if (!isValid)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{item} {number} has a {part} that is not valid"));
        }
    }
}
