using Scalewright;

namespace PhenixScaleApp.Corrected.Verification;

/// <summary>The expected containers of a node.</summary>
internal sealed record NodeExpectation(string Name, IReadOnlyList<ExpectedContainer> Containers)
{
    /// <summary>Compares with the output of the node's script.</summary>
    /// <param name="answer">The complete output.</param>
    /// <returns>For each container that differs, the missing parts as one clause.</returns>
    public IEnumerable<(string Container, string Found)> Judge(string answer)
    {
        IReadOnlyDictionary<string, ContainerReport> reports = ContainerReport.ReadAll(answer);
        foreach (ExpectedContainer container in Containers)
        {
            string found = reports.TryGetValue(container.Name, out ContainerReport? report)
                ? string.Join(", ", container.FindMissing(report))
                : WhySilent(container.Name, answer);
            if (found.Length > 0)
            {
                yield return (container.Name, found);
            }
        }
    }

    private static string WhySilent(string container, string answer)
    {
        // A row of the table of machines: host, name, state, tags.
        string? row = answer.Split('\n').FirstOrDefault(line => line.Split('|') is [_, var name, _, ..] && name.Trim() == container);
        if (row is not null)
        {
            string state = string.Join(' ', row.Split('|')[2..].Select(cell => cell.Trim()));
            return $"it does not answer; minimega in the node says: {TextEscaping.Escape(state)}";
        }

        return answer.Contains(VerifyScript.Pending, StringComparison.Ordinal)
            ? "the startup script of the node has not carried out its commands"
            : $"minimega in the node has no such container{(answer.Contains(VerifyScript.Machines, StringComparison.Ordinal) ? "" : $": {TextEscaping.Escape(Shorten(answer))}")}";
    }

    private static string Shorten(string answer)
    {
        const int MaxLength = 200;
        string text = answer.Trim();
        return text.Length > MaxLength ? text[..MaxLength] : text;
    }
}
