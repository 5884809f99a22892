namespace Templating.Tests;

public class TemplateRulesTests
{
    [Theory]
    [InlineData("{{lookup labels \"x\"}}", 1, 1)]
    [InlineData("{{log node.name}}", 1, 1)]
    [InlineData("line\n  {{unknown node}}", 2, 3)]
    [InlineData("{{#unknown node}}x{{/unknown}}", 1, 1)]
    [InlineData("{{#containers}}x{{/containers}}", 1, 1)]
    [InlineData("{{^containers}}x{{/containers}}", 1, 1)]
    [InlineData("{{> partial}}", 1, 1)]
    [InlineData("{{~> partial}}", 1, 1)]
    [InlineData("{{#> layout}}x{{/layout}}", 1, 1)]
    [InlineData("{{#*inline \"x\"}}x{{/inline}}", 1, 1)]
    [InlineData("{{* decorator}}", 1, 1)]
    [InlineData("{{{{raw}}}}x{{{{/raw}}}}", 1, 1)]
    [InlineData("{{&node.name}}", 1, 1)]
    [InlineData("{{#if (lookup labels \"x\")}}x{{/if}}", 1, 1)]
    [InlineData("{{quote (log node.name)}}", 1, 1)]
    [InlineData("{{#if a}}{{else foo b}}{{/if}}", 1, 10)]
    public void What_is_not_allowed_is_refused_before_it_runs(string template, int line, int column)
    {
        Problem problem = Problems(template)[0];

        problem.Code.ShouldBe(ProblemCode.TemplateFailed);
        problem.Position.ShouldBe(new TextPosition(line, column));
    }

    [Theory]
    [InlineData("{{#each containers}}x", 1, 1)]
    [InlineData("x\n{{/each}}", 2, 1)]
    [InlineData("{{#each containers}}\n{{#if name}}\n{{/each}}\n{{/if}}", 3, 1)]
    [InlineData("x {{node.name", 1, 3)]
    [InlineData("x {{}}", 1, 3)]
    [InlineData("{{node.name}", 1, 1)]
    public void What_is_not_well_formed_is_refused_with_its_place(string template, int line, int column) =>
        Problems(template)[0].Position.ShouldBe(new TextPosition(line, column));

    [Fact]
    public void All_problems_are_told_at_once() =>
        Problems("{{> a}}\n{{lookup b c}}\n{{#foo}}x{{/foo}}").Select(problem => problem.Position.Line).ShouldBe([1, 2, 3]);

    [Fact]
    public void Deep_nesting_is_refused()
    {
        string deep = string.Concat(Enumerable.Repeat("{{#if node.name}}", 10_000));

        Problems(deep).ShouldContain(problem => problem.Message.Contains("deeper", StringComparison.Ordinal));
    }

    [Fact]
    public void Deep_calls_are_refused() =>
        Problems("{{quote " + new string('(', 500) + "}}").ShouldNotBeEmpty();

    [Fact]
    public void A_large_template_is_refused() => Problems(new string('x', 2_000_000)).ShouldNotBeEmpty();

    [Theory]
    [InlineData(@"\{{lookup}}")]
    [InlineData("{{!-- {{> partial}} --}}")]
    [InlineData("{{quote \"}} {{> x}}\"}}")]
    public void What_is_no_tag_is_not_looked_at(string template) => Should.NotThrow(() => HandlebarsScriptTemplate.Parse(template));

    private static ValueList<Problem> Problems(string template) =>
        Should.Throw<TemplateException>(() => HandlebarsScriptTemplate.Parse(template, "start.hbs")).Problems;
}
