using Scalewright.Clusters.State;

namespace Exploration.Tests;

public class StateReplayTests
{
    [Fact]
    public void Live_and_replayed_changes_produce_the_same_state()
    {
        ClusterState live = new();
        ClusterState read = new();
        long sequence = 0;
        foreach (ClusterChange change in Changes())
        {
            JournalRecord record = new(
                ++sequence,
                3,
                sequence - 1,
                JsonSerializer.SerializeToUtf8Bytes(change, ClusterJson.Default.ClusterChange)
            );
            live.Apply(change, record);
            read.Apply(record);

            TextOf(live).ShouldBe(TextOf(read));
        }

        live.Desired.ShouldBe(read.Desired);
        live.Recorded.ShouldBe(read.Recorded);
        ClusterState restored = new();
        restored.Restore(Encoding.UTF8.GetBytes(TextOf(live)));
        TextOf(restored).ShouldBe(TextOf(live));
    }

    private static IEnumerable<ClusterChange> Changes()
    {
        Topology first = StandardEnvironment.Sized(5);
        Topology second = StandardEnvironment.Sized(3, release: 2);
        Topology third = StandardEnvironment.Sized(4, cpus: 2);
        yield return new ClusterChange { Name = "demo" };
        Topology before = Topology.Empty;
        foreach (Topology next in new[] { first, second, third })
        {
            Plan plan = Planner.Plan(before, next);
            yield return new ClusterChange { Wanted = [.. plan.Steps.Take(1).Select(step => new StepEntry(step))], IsPart = true };
            yield return new ClusterChange { Wanted = [.. plan.Steps.Skip(1).Select(step => new StepEntry(step))], IsNext = true };
            foreach (PlanStep step in plan.Steps)
            {
                string token = $"{next.Nodes.Count()}-{step}";
                yield return new ClusterChange { Intents = [new IntentEntry(token, step) { ResourceId = "r-" + step.Name }] };
                yield return new ClusterChange
                {
                    Result = new ResultEntry(token, IsDone: true)
                    {
                        Resource = step.Action == StepAction.Destroy ? null : EntryOf(step, token),
                    },
                };
            }

            before = next;
        }

        CreateNode last = Planner.Plan(Topology.Empty, third).Steps.OfType<CreateNode>().Last();
        yield return new ClusterChange { Gone = EntryOf(last, $"{third.Nodes.Count()}-{last}") };
        yield return new ClusterChange { Adopted = new AdoptionEntry(last, EntryOf(last, "found")) };
    }

    private static ResourceEntry EntryOf(PlanStep step, string token) =>
        new(step.Target, step.Name, "r-" + step.Name, token, new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero))
        {
            Group = step switch
            {
                CreateNode create => create.Group,
                ChangeNode change => change.Group,
                _ => "",
            },
            Digest = SpecDigest.Compute(step),
        };

    private static string TextOf(ClusterState state)
    {
        ArrayBufferWriter<byte> output = new();
        state.WriteTo(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
