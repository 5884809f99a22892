namespace Scalewright.Decisions;

public partial record struct Decision
{
    /// <summary>Explanation of the decision in one sentence, including its numbers. Computed on each call.</summary>
    public readonly string Reason
    {
        get
        {
            StringBuilder text = new();
            text.Append(Rule.Name).Append(": ").Append(Rule.Formula).Append(" = ").Append(Proposed);
            for (int index = 0; index < Rule.Inputs.Count; index++)
            {
                text.Append(index == 0 ? " with " : ", ").Append(Rule.Inputs[index]).Append(' ').Append(Number(Inputs[index]));
            }

            for (int index = 0; index < Corrections.Count; index++)
            {
                text.Append("; ").Append(DecisionMessages.Get(Corrections[index].Cause)).Append(": ").Append(Corrections[index].Value);
            }

            for (int index = 0; index < Outvoted.Count; index++)
            {
                text.Append(index == 0 ? "; outvoted: " : ", ").Append(Outvoted[index].Rule.Name).Append(' ').Append(Outvoted[index].To);
            }

            return (Outvoted.TotalCount > Outvoted.Count ? text.Append(" and more") : text).ToString();
        }
    }

    /// <summary>
    /// Returns the decision as a tree: outvoted policies, inputs and result of the formula, and each correction with
    /// the value it replaced. The value of the last part is <see cref="To"/>. Evaluates the formula again.
    /// </summary>
    public readonly Explanation Explain()
    {
        List<Explanation> parts = [new("size before", From)];
        for (int index = 0; index < Outvoted.Count; index++)
        {
            parts.Add(new($"outvoted: {Outvoted[index].Rule.Name}", Outvoted[index].To));
        }

        parts.Add(ExplainFormula());
        int value = Proposed;
        for (int index = 0; index < Corrections.Count; index++)
        {
            DecisionCorrection step = Corrections[index];
            parts.Add(new(DecisionMessages.Get(step.Cause), step.Value) { Parts = [new("would have been", value)] });
            value = step.Value;
        }

        return new(Rule.Name, parts[^1].Value) { Parts = parts.ToValueList() };
    }

    /// <summary>Formats the decision, as in <c>3 -&gt; 5: target tracking: …</c>.</summary>
    public override readonly string ToString() => $"{From} -> {To}: {Reason}";

    private readonly Explanation ExplainFormula()
    {
        double value = Rule.Evaluate(Inputs);
        Explanation[] inputs = new Explanation[Rule.Inputs.Count];
        for (int index = 0; index < inputs.Length; index++)
        {
            inputs[index] = new(Rule.Inputs[index], Inputs[index]);
        }

        return new(Rule.Formula, double.IsNaN(value) ? value : SizeMath.FromNumber(value)) { Parts = inputs.ToValueList() };
    }

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
