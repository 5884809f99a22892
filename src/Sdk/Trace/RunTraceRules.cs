namespace Scalewright.Traces;

/// <summary>Rules of a run that readers and exports rely on: causes, parents and groups come first.</summary>
internal static class RunTraceRules
{
    /// <exception cref="ArgumentException">The run violates a rule.</exception>
    public static void Check(RunTrace run)
    {
        ArgumentNullException.ThrowIfNull(run);
        for (int index = 0; index < run.Subjects.Count; index++)
        {
            RunSubject subject = run.Subjects[index];
            Require(run, Enum.IsDefined(subject.Kind), index, "subject", "kind");
            Require(run, subject.Generation >= 0, index, "subject", "generation");
            Require(run, subject.Parent >= -1 && subject.Parent < index, index, "subject", "parent");
        }

        for (int number = 0; number < run.Events.Count; number++)
        {
            Check(run, run.Events[number], number);
        }

        foreach (RunLink link in run.Links)
        {
            Require(run, (uint)link.Event < (uint)run.Events.Count, link.Event, "link", "event");
            Require(run, (uint)link.Read < (uint)run.Events.Count, link.Event, "link of event", "read event");
        }
    }

    private static void Check(RunTrace run, RunEvent item, int number)
    {
        Require(run, Enum.IsDefined(item.Kind), number, "event", "kind");
        Require(run, (uint)item.Subject < (uint)run.Subjects.Count, number, "event", "subject");
        Require(run, item.Cause >= -1 && item.Cause < number, number, "event", "cause");
        Require(run, item.Parent >= -1 && item.Parent < number, number, "event", "parent");
        Require(run, item.End is null || item.End >= item.Start, number, "event", "end");
        Require(run, item.End is not null || (item.Response < 0 && item.Result.Length == 0), number, "event",
            "result without an end, which is");
        Require(run, item.Response >= -1 && item.Response < run.Events.Count && item.Response != number, number,
            "event", "response");
    }

    private static void Require(RunTrace run, bool isValid, int number, string item, string part)
    {
        if (!isValid)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"{item} {number} has a {part} that is not valid"),
                nameof(run));
        }
    }
}
