using Scalewright.Providers.Simulation.HighAvailability;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Group whose resources have two nodes each.</summary>
internal sealed class PairModel : IGroupModel
{
    private readonly HaRuleSet _rules;
    private HaState _state = HaState.Empty;

    public PairModel(HaGroup group)
    {
        _rules = group.Rules;
        foreach (HaResource resource in group.Resources)
        {
            Apply(HaEvent.Configure(resource.Label, resource.Primary, isPrimary: true));
            if (resource.Secondary is { } secondary)
            {
                Apply(HaEvent.Configure(resource.Label, secondary, isPrimary: false));
            }

            Apply(HaEvent.Start(resource.Label));
        }
    }

    public ValueMap<ValueList<string>> Placements =>
        _state
            .Targets.Select(target =>
                KeyValuePair.Create(target.Key, (ValueList<string>)(target.Value.CurrentNode is { } node ? [node] : []))
            )
            .ToValueMap();

    public (ValueList<HaMove> Moves, ValueList<string> Fenced) Update(MemberView view)
    {
        // Without a majority, the state of resources on other nodes is unknown, so nothing moves.
        if (!view.IsMostOfRunning)
        {
            return ([], []);
        }

        string[] online = [.. _state.Nodes.Where(node => node.Value.IsOnline).Select(node => node.Key)];
        List<HaMove> moves = [];
        foreach (string node in online.Except(view.Largest, StringComparer.Ordinal))
        {
            moves.AddRange(Apply(HaEvent.Leave(node)).Moves);
        }

        foreach (string node in view.Largest.Except(online, StringComparer.Ordinal))
        {
            moves.AddRange(Apply(HaEvent.Join(node)).Moves);
        }

        return (moves.ToValueList(), []);
    }

    public HaResult Apply(HaEvent haEvent)
    {
        HaResult outcome = FailoverModel.Apply(_state, haEvent, _rules);
        _state = outcome.State;
        return outcome;
    }
}
