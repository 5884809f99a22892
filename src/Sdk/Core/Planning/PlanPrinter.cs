using System.Globalization;
using System.Text;
using Scalewright.Topologies;

namespace Scalewright.Planning;

/// <summary>Prints a plan for people: a line for each step, like nodes in a row as one line, the sum at the end.</summary>
internal static class PlanPrinter
{
    private const int RunMin = 3;

    public static string Print(Plan plan)
    {
        if (plan.IsEmpty)
        {
            return $"{plan.Name}: nothing to do\n";
        }

        StringBuilder text = new();
        for (int index = 0; index < plan.Steps.Count;)
        {
            int count = RunAt(plan.Steps, index);
            text.Append(count < RunMin ? LineOf(plan.Steps[index]) : LineOf(plan.Steps[index], plan.Steps[index + count - 1], count)).Append('\n');
            index += count < RunMin ? 1 : count;
        }

        return text.Append(Sum(plan)).Append('\n').ToString();
    }

    private static string LineOf(PlanStep step) => $"{SignOf(step)} {StepWords.Of(step.Target)} {step.Name}{DetailsOf(step)}";

    private static string LineOf(PlanStep first, PlanStep last, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{SignOf(first)} {CountText.Of(count, "node")} {first.Name} … {last.Name}{DetailsOf(first)}");

    private static char SignOf(PlanStep step) => step.Action switch
    {
        StepAction.Create => '+',
        StepAction.Change => '~',
        StepAction.Adopt => '=',
        StepAction.Forget => '!',
        _ => '-',
    };

    private static string DetailsOf(PlanStep step)
    {
        string details = step switch
        {
            CreateNetwork create => create.Network.Subnet.ToString(),
            DestroyNetwork destroy => destroy.Network.Subnet.ToString(),
            CreateGroup create => create.Group.Plugin,
            CreateNode create => StepDifferences.Describe(create.Node),
            DestroyNode { Node.Health: NodeHealth.Failed } => "does not work",
            DestroyOrphan => "orphaned, nothing desired needs it",
            AdoptResource => "exists and is adopted",
            ForgetResource => "is gone and is forgotten",
            _ => string.Join(", ", step.Differences),
        };
        return details.Length > 0 ? $": {details}" : "";
    }

    private static int RunAt(ValueList<PlanStep> steps, int start)
    {
        int end = start + 1;
        while (steps[start].Target == StepTarget.Node && end < steps.Count && IsAlike(steps[start], steps[end]))
        {
            end++;
        }

        return end - start;
    }

    private static bool IsAlike(PlanStep left, PlanStep right) => (left, right) switch
    {
        (CreateNode one, CreateNode two) => one.Group == two.Group && StepDifferences.Describe(one.Node) == StepDifferences.Describe(two.Node),
        (DestroyNode one, DestroyNode two) => one.Group == two.Group && one.Node.Health == two.Node.Health,
        (DestroyOrphan one, DestroyOrphan two) => IsAlike(one.Resource, two.Resource),
        (AdoptResource one, AdoptResource two) => IsAlike(one.Resource, two.Resource),
        (ForgetResource one, ForgetResource two) => IsAlike(one.Resource, two.Resource),
        (ChangeNode one, ChangeNode two) => one.Group == two.Group && one.Differences == two.Differences,
        _ => false,
    };

    private static bool IsRecord(PlanStep step) => step.Action is StepAction.Adopt or StepAction.Forget;

    private static bool IsAlike(ResourceReference one, ResourceReference two) =>
        one.Target == two.Target && one.Group == two.Group;

    private static string Sum(Plan plan)
    {
        int made = plan.Count(StepAction.Create, StepTarget.Node);
        int changed = plan.Count(StepAction.Change, StepTarget.Node);
        int removed = plan.Count(StepAction.Destroy, StepTarget.Node);
        int settled = plan.Steps.Count(static step => IsRecord(step));
        int others = plan.Steps.Count(static step => step.Target != StepTarget.Node && !IsRecord(step));
        string records = settled == 0 ? "" : $", adopted or forgotten {settled}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{plan.Name}: nodes +{made} ~{changed} -{removed}, networks and groups {others}{records}");
    }
}
