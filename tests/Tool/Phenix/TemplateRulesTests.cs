namespace Templating.Tests;

public class TemplateRulesTests
{
    [Theory]
    [InlineData("{{ date.now }}", 1, 4, "'date' does not exist")]
    [InlineData("{{ regex.match 'a' 'a' }}", 1, 4, "'regex' does not exist")]
    [InlineData("line\n  {{ math.random 1 2 }}", 2, 11, "'math.random' does not exist; use abs, ceil, floor, round")]
    [InlineData("{{ math.uuid }}", 1, 9, "'math.uuid' does not exist")]
    [InlineData("{{ object.eval '1' }}", 1, 4, "'object' does not exist")]
    [InlineData("{{ string.to_int '1' }}", 1, 11, "'string.to_int' does not exist; use append, contains")]
    [InlineData("{{ include 'x' }}", 1, 4, "'include' does not exist")]
    [InlineData("{{ import labels }}", 1, 4, "'import labels' is not allowed; use if, case, for")]
    [InlineData("{{ with node }}x{{ end }}", 1, 4, "is not allowed; use if, case, for")]
    [InlineData("{{ wrap f }}x{{ end }}", 1, 4, "is not allowed; use if, case, for")]
    [InlineData("{{ capture x }}x{{ end }}", 1, 4, "is not allowed; use if, case, for")]
    [InlineData("{{ tablerow c in containers }}x{{ end }}", 1, 4, "is not allowed; use if, case, for")]
    [InlineData("{{ readonly x }}", 1, 4, "is not allowed; use if, case, for")]
    [InlineData("{{ this }}", 1, 4, "'this' is not allowed; use names")]
    [InlineData("{{ x = {a: 1} }}", 1, 8, "is not allowed; use names")]
    [InlineData("{{ x = 1; x += 2 }}", 1, 11, "'x+=2' is not allowed; use names")]
    [InlineData("{{ x = 1; x++ }}", 1, 11, "is not allowed; use names")]
    [InlineData("{{ 1 << 1000000000 }}", 1, 4, "is not allowed; use names")]
    [InlineData("{{ x = do; ret 1; end }}", 1, 8, "'do; ret 1; end' is not allowed; use names")]
    [InlineData("{{ node = 1 }}", 1, 4, "'node' cannot be assigned; assign a new name")]
    [InlineData("{{ node.name = 1 }}", 1, 4, "'node.name' cannot be assigned")]
    [InlineData("{{ for quote in containers }}x{{ end }}", 1, 8, "'quote' cannot be assigned")]
    public void A_disallowed_construct_is_rejected_when_the_template_is_parsed(string template, int line, int column, string message)
    {
        Problem problem = Problems(template)[0];

        problem.Code.ShouldBe(ProblemCode.TemplateFailed);
        problem.ToString().ShouldContain(message);
        problem.Position.ShouldBe(new TextPosition(line, column));
    }

    [Theory]
    [InlineData("{{ for c in containers }}x")]
    [InlineData("x\n{{ end }}")]
    [InlineData("{{ for c in containers }}\n{{ if c.name }}\n{{ end }}")]
    [InlineData("x {{ node.name")]
    [InlineData("{{ node.name }")]
    [InlineData("{{ 'x }}")]
    [InlineData("{{ for containers }}{{ end }}")]
    [InlineData("{{#each containers}}{{this}}{{/each}}")]
    public void A_malformed_template_is_rejected_with_its_position(string template) =>
        Problems(template).ShouldAllBe(problem => problem.Position.Line > 0 && problem.Source == "start.sbn");

    [Fact]
    public void All_problems_are_reported_at_once() =>
        Problems("{{ include 'a' }}\n{{ date.now }}\n{{ capture x }}x{{ end }}")
            .Select(problem => problem.Position.Line)
            .Order()
            .ShouldBe([1, 2, 3]);

    [Fact]
    public void Deep_nesting_is_rejected()
    {
        Problems(string.Concat(Enumerable.Repeat("{{ if node.name }}", 20)) + string.Concat(Enumerable.Repeat("{{ end }}", 20)))
            .ShouldContain(problem => problem.Message.Contains("deeper than 16", StringComparison.Ordinal));
        Problems(string.Concat(Enumerable.Repeat("{{if 1}}", 100_000))).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData('(')]
    [InlineData('[')]
    [InlineData('!')]
    public void Deeply_nested_expressions_are_rejected(char opening) =>
        Problems("{{ " + new string(opening, 900_000) + " }}").ShouldNotBeEmpty();

    [Fact]
    public void A_template_that_is_too_large_is_rejected() =>
        Problems(new string('x', 2_000_000)).ShouldHaveSingleItem().Message.ShouldContain("larger than 1 MiB");

    [Theory]
    [InlineData("{%{ {{ lookup }} }%}")]
    [InlineData("{{ ## include 'x' ## }}")]
    [InlineData("{{ quote \"{{ include 'x' }}\" }}")]
    public void Raw_blocks_comments_and_string_literals_are_not_parsed_as_statements(string template) =>
        Should.NotThrow(() => ScribanScriptTemplate.Parse(template));

    private static ValueList<Problem> Problems(string template) =>
        Should.Throw<TemplateException>(() => ScribanScriptTemplate.Parse(template, "start.sbn")).Problems;
}
