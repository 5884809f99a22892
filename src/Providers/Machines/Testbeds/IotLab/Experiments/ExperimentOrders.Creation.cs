using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab.Experiments;

/// <content>How nodes are made: marks first, so that no experiment is ever without one.</content>
internal sealed partial class ExperimentOrders
{
    private async Task<ValueList<StepOutcome>> CreateAsync(StepOrder[] orders)
    {
        List<StepOutcome> outcomes = [];
        List<StepOrder> wanted = [];
        foreach (StepOrder order in orders)
        {
            NodeSpec node = ((CreateNode)order.Step).Node;
            string site = Place.Of(node, options).Site;
            int length = MarkName.Write(_plan.LongestMarkFor(order)).Length;
            if (Place.HasUnknownWords(node.Cloud))
            {
                outcomes.Add(Failed(order, IotLabProblems.UnknownWords(order.Step.Name, node.Cloud)));
            }
            else if (!options.Sites.Contains(site, StringComparer.Ordinal))
            {
                outcomes.Add(Failed(order, IotLabProblems.UnknownSite(order.Step.Name, site, options.Sites)));
            }
            else if (length > MarkName.LengthMax)
            {
                outcomes.Add(Failed(order, IotLabProblems.MarkTooLong(order.Step.Name, length, MarkName.LengthMax)));
            }
            else
            {
                wanted.Add(order);
            }
        }

        return wanted.Count == 0 ? [.. outcomes] : [.. outcomes, .. await MakeAsync(wanted)];
    }

    private async Task<ValueList<StepOutcome>> MakeAsync(List<StepOrder> orders)
    {
        ValueList<PlacedNode> there = await nodes.OfAsync(orders[0].Tag.Owner, CancellationToken.None);
        List<StepOutcome> outcomes = [];
        List<StepOrder> missing = [];
        List<(StepOrder Order, PlacedNode Node)> unsent = [];
        foreach (StepOrder order in orders)
        {
            switch (there.FirstOrDefault(node => node.Tag.Token == order.Token))
            {
                case null:
                    missing.Add(order);
                    break;
                case { Experiment: null } marked:
                    unsent.Add((order, marked));
                    break;
                case { IsEnding: true }:
                    outcomes.Add(Failed(order, IotLabProblems.TokenUsed(order.Step.Name)));
                    break;
                case { } made:
                    outcomes.Add(Done(order, made));
                    break;
            }
        }

        foreach (IGrouping<string, (StepOrder Order, PlacedNode Node)> group in unsent.GroupBy(entry => entry.Node.Mark.Key, StringComparer.Ordinal))
        {
            // A program that was killed before, or a request that never came there: all nodes of the experiment go with it.
            NodeMark[] all = [.. there.Where(node => node.Mark.Key == group.Key).Select(node => node.Mark)];
            outcomes.AddRange(await SubmitAsync([.. group.Select(entry => entry.Order)], all));
        }

        return missing.Count == 0 ? [.. outcomes] : [.. outcomes, .. await MarkAndSubmitAsync(missing)];
    }

    private async Task<ValueList<StepOutcome>> MarkAndSubmitAsync(List<StepOrder> orders)
    {
        List<NodeMark> written = [];
        foreach (NodeMark mark in _plan.MarksFor(orders))
        {
            try
            {
                written.Add(mark);
                await marks.WriteAsync(mark);
            }
            catch (RestException failure) when (!failure.IsRefusal)
            {
                await UndoAsync(written);
                return [.. orders.Select(one => IotLabProblems.Rest.OutcomeOf(one, failure, failure.IsWithoutEffect))];
            }
        }

        return await SubmitAsync([.. orders], written);
    }

    private async Task<ValueList<StepOutcome>> SubmitAsync(StepOrder[] orders, IReadOnlyList<NodeMark> all)
    {
        ExperimentRequest request = _plan.RequestFor(all);
        Experiment made;
        try
        {
            made = new Experiment { Id = await experiments.SubmitAsync(request), Name = request.Name, State = "Waiting" };
            IotLabLog.Submitted(logger, made.Id, all.Count);
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            if (failure.IsWithoutEffect)
            {
                await UndoAsync(all);
            }

            return [.. orders.Select(order => IotLabProblems.Rest.OutcomeOf(order, failure, failure.IsWithoutEffect))];
        }

        try
        {
            made = await experiments.ReadAsync(made.Id, CancellationToken.None);
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            // The experiment was taken: what has become of it the next look tells.
        }

        return [.. orders.Select(order => Done(order, PlacedNode.Of(MarkName.Write(all.First(mark => mark.Token == order.Token)))! with { Experiment = made }))];
    }

    /// <summary>Takes marks away that no experiment was made for. What stays is seen as a node that failed, and removed as one.</summary>
    private async Task UndoAsync(IEnumerable<NodeMark> written)
    {
        foreach (NodeMark mark in written)
        {
            try
            {
                await marks.RemoveAsync(MarkName.Write(mark));
            }
            catch (RestException failure) when (!failure.IsRefusal)
            {
                IotLabLog.MarkLeft(logger, Printable.Escape(mark.Name), failure.Reason);
            }
        }
    }
}
