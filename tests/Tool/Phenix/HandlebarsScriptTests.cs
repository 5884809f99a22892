using static Templating.Tests.Rendering;

namespace Templating.Tests;

public class HandlebarsScriptTests
{
    [Theory]
    [InlineData("{{topology}} {{group}} {{plugin}}", "demo farm builtin@3.0.0")]
    [InlineData("{{node.name}} {{node.number}} {{node.containers}}", "node-1 1 2")]
    [InlineData("{{node.image}} {{node.cpu}} {{node.memory}} {{node.os}}", "ubuntu.qc2 4 2048 linux")]
    [InlineData("{{container.cpu}} {{container.memory}} {{container.rootfs}}", "1 512 otsimfs.tgz")]
    [InlineData("{{labels.colour}}", "green")]
    [InlineData("{{#each labels}}{{@key}}={{this}};{{/each}}", "colour=green;")]
    [InlineData("{{#each containers}}{{name}},{{number}},{{index}},{{unit}},{{gateway}};{{/each}}", "node-1-c1,1,0,1,172.16.0.1;node-1-c2,2,1,2,172.16.0.1;")]
    [InlineData("{{#each containers}}{{#each links}}{{interface}}:{{network}}={{address}}/{{prefix}} {{/each}}{{/each}}", "0:MGMT=172.16.0.2/12 1:EXT=10.10.0.1/16 0:MGMT=172.16.0.3/12 1:EXT=10.10.0.2/16 ")]
    [InlineData("{{#each containers}}{{../node.name}}{{#unless @last}},{{/unless}}{{/each}}", "node-1,node-1")]
    public void A_template_can_refer_to_the_data_of_its_node(string template, string expected) => Render(template).ShouldBe(expected);

    [Theory]
    [InlineData("{{quote variables.text}}", @"'it'\''s $(id)'")]
    [InlineData("{{pad node.number 4}}", "0001")]
    [InlineData("{{#if (eq node.os \"linux\")}}yes{{else}}no{{/if}}", "yes")]
    [InlineData("{{#unless (eq node.os \"windows\")}}yes{{/unless}}", "yes")]
    [InlineData("{{#if variables.empty}}yes{{else}}no{{/if}}", "no")]
    [InlineData("{{#with node}}{{name}}{{/with}}", "node-1")]
    [InlineData("a{{! a remark }}b{{!-- {{another}} --}}c", "abc")]
    [InlineData("a\n{{#if node.name}}\nb\n{{/if}}\nc", "a\nb\nc")]
    public void Supported_helpers_blocks_and_comments_render_as_expected(string template, string expected) =>
        Render(template, topology: null, ("text", "it's $(id)"), ("empty", "")).ShouldBe(expected);

    [Theory]
    [InlineData("{{node.name}}")]
    [InlineData("{{> partial}}")]
    [InlineData("{{#each containers}}x{{/each}}")]
    [InlineData("${7*7} {{7*7}} #{7*7} <%= 7*7 %> {% raw %}")]
    [InlineData("<script>alert(1)</script> & \" ' `")]
    [InlineData("$(reboot); `reboot` | reboot\nreboot")]
    [InlineData("\\{{node.name}} }} {{ {{{")]
    public void A_value_is_rendered_verbatim_and_never_parsed_as_a_template(string value)
    {
        Render("{{variables.x}}", topology: null, ("x", value)).ShouldBe(value);
        Render("{{{variables.x}}}", topology: null, ("x", value)).ShouldBe(value);
        Render("{{labels.colour}}", Farm(label: value)).ShouldBe(value);
        Render("{{#each variables}}{{this}}{{/each}}", topology: null, ("x", value)).ShouldBe(value);
    }

    [Fact]
    public void A_variable_name_is_rendered_verbatim_too() =>
        Render("{{#each variables}}{{@key}}{{/each}}", topology: null, ("{{node.name}}", "x")).ShouldBe("{{node.name}}");

    [Theory]
    [InlineData("{{nodes}}", 1, 1)]
    [InlineData("a\nbc {{node.nam}}", 2, 4)]
    [InlineData("{{variables.unknown}}", 1, 1)]
    [InlineData("\n\n{{#if unknown}}x{{/if}}", 3, 1)]
    [InlineData("{{node.name.Length}}", 1, 1)]
    [InlineData("{{topology.Chars}}", 1, 1)]
    public void An_unknown_name_is_an_error_with_its_position(string template, int line, int column)
    {
        TemplateException thrown = Should.Throw<TemplateException>(() => Render(template));

        thrown.Problems.Single().Code.Id.ShouldBe("SW2007");
        thrown.Problems.Single().Source.ShouldBe("start.hbs");
        (thrown.Problems.Single().Position.Line, thrown.Problems.Single().Position.Column).ShouldBe((line, column));
    }

    [Fact]
    public void A_script_that_fails_writes_nothing()
    {
        System.Buffers.ArrayBufferWriter<byte> buffer = new();

        Should.Throw<TemplateException>(() => Write(HandlebarsScriptTemplate.Parse("first line\n{{unknown}}"), buffer, Farm()));

        buffer.WrittenCount.ShouldBe(0);
    }

    [Fact]
    public void The_same_script_renders_the_same_bytes_on_many_threads()
    {
        HandlebarsScriptTemplate script = HandlebarsScriptTemplate.Parse("{{#each containers}}{{name}} {{#each links}}{{address}} {{/each}}{{/each}}");

        string[] texts = [.. Enumerable.Range(0, 64).AsParallel().Select(_ => Render(script, Farm(50)))];

        texts.Distinct().Count().ShouldBe(1);
    }
}
