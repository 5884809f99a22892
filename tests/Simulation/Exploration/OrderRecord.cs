namespace Exploration.Tests;

internal sealed class OrderRecord(string host, string token, PlanStep step, Lineage lineage, long epoch, TimeSpan asked)
{
    public string Host => host;

    public string Token => token;

    public PlanStep Step => step;

    public Lineage Lineage => lineage;

    public long Epoch => epoch;

    public bool IsIntended { get; set; }

    public TimeSpan Asked { get; set; } = asked;

    public TimeSpan? Answered { get; set; }

    public StepResult Answer { get; set; } = StepResult.Unknown;

    public bool IsFinal { get; set; }
}
