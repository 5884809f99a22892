using System.Buffers;

namespace Experiments.Tests;

/// <summary>Tests the rules of Ansible's inventories, as observed with ansible-core 2.14.</summary>
public class InventoryTests
{
    [Theory]
    [InlineData(InventoryFormat.Yaml)]
    [InlineData(InventoryFormat.Ini)]
    [InlineData(InventoryFormat.DynamicJson)]
    public void A_written_inventory_reads_back_with_the_same_host_variables(InventoryFormat format)
    {
        ArrayBufferWriter<byte> buffer = new();
        InventoryText.Write(Example.Inventory, format, buffer);

        ResolvedInventory read = InventoryText.Read(buffer.WrittenMemory, format).Inventory.ShouldNotBeNull().Resolve();

        Canonical.Json(read.HostVars)!.ToJsonString().ShouldBe(Canonical.Json(Example.Inventory.Resolve().HostVars)!.ToJsonString());
    }

    [Theory]
    [InlineData("h x=2222", ScalarKind.Integer, "2222")]
    [InlineData("h x=True", ScalarKind.Boolean, "true")]
    [InlineData("h x=1.10", ScalarKind.Number, "1.1")]
    [InlineData("h x=00042", ScalarKind.Text, "00042")]
    [InlineData("h x=0x1F", ScalarKind.Integer, "31")]
    [InlineData("h x='\"00042\"'", ScalarKind.Text, "00042")]
    [InlineData("h x='two words' # y", ScalarKind.Text, "two words")]
    [InlineData("h x=None", ScalarKind.Null, "")]
    [InlineData("h x=yes", ScalarKind.Text, "yes")]
    public void A_host_variable_is_parsed_as_a_Python_literal_or_as_text(string line, ScalarKind kind, string text)
    {
        Inventory inventory = InventoryText.Read(Encoding.UTF8.GetBytes(line), InventoryFormat.Ini).Inventory!;

        ((DocumentMap)inventory.HostVars["h"]!)["x"].ShouldBe(new DocumentScalar(kind, text));
    }

    // Python 3.11: ast.literal_eval raises SyntaxError for them, so Ansible takes the text itself.
    [Theory]
    [InlineData("\\UFFFFFFFF")]
    [InlineData("\\U80000000")]
    [InlineData("\\U00110000")]
    [InlineData("\\U0010FFF")]
    [InlineData("\\u00g0")]
    [InlineData("\\x+1")]
    public void An_escape_that_is_not_a_character_makes_a_value_a_text(string escape)
    {
        PythonLiteralReader.TryRead($"'{escape}'", default, out DocumentNode? value).ShouldBeFalse();

        value.ShouldBeNull();
    }

    // Python 3.11: the values of ast.literal_eval.
    [Theory]
    [InlineData("'\\U0010FFFF\\U0001F600'", "\U0010FFFF\U0001F600")]
    [InlineData("'\\u00e9\\xe9'", "\u00e9\u00e9")]
    [InlineData("'\\0\\18\\1234\\777'", "\0\u00018S4\u01ff")]
    [InlineData("'\\a\\b\\f\\n\\r\\t\\v\\\\\\'\\\"\\q'", "\a\b\f\n\r\t\v\\'\"\\q")]
    [InlineData("r'\\n\\''", "\\n\\'")]
    public void Escapes_of_Python_are_decoded(string literal, string text)
    {
        PythonLiteralReader.TryRead(literal, default, out DocumentNode? value).ShouldBeTrue();

        value.ShouldBeOfType<DocumentScalar>().Text.ShouldBe(text);
    }

    // Python 3.11: ast.literal_eval parses the first four as other types, and the last two not at all.
    [Theory]
    [InlineData("1j", "'\"1j\"'")]
    [InlineData("-1.5e3+2J", "'\"-1.5e3+2J\"'")]
    [InlineData("...", "'\"...\"'")]
    [InlineData("1e400", "'\"1e400\"'")]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("v1.2", "v1.2")]
    public void Text_that_Python_would_parse_as_another_type_is_quoted(string text, string word)
    {
        ArrayBufferWriter<byte> buffer = new();
        InventoryText.Write(
            new Inventory
            {
                Ungrouped = ["h"],
                HostVars = new DocumentMap([
                    new("h", default, new DocumentMap([new("x", default, new DocumentScalar(ScalarKind.Text, text))])),
                ]),
            },
            InventoryFormat.Ini,
            buffer
        );

        Encoding.UTF8.GetString(buffer.WrittenSpan).ShouldBe($"h x={word}\n");
    }

    [Fact]
    public void A_group_and_a_host_with_the_same_name_are_rejected()
    {
        Inventory inventory = new() { Groups = [new InventoryGroup("web") { Hosts = ["web"] }] };

        Should
            .Throw<ExperimentException>(() => InventoryText.Write(inventory, InventoryFormat.Yaml, new ArrayBufferWriter<byte>()))
            .Problems[0]
            .Code.ShouldBe(ProblemCode.ConflictingFields);
    }

    [Theory]
    [InlineData("[a:children]\nb\n[b:children]\na\n")]
    [InlineData("[a:vars]\nx=1\n")]
    [InlineData("[a]\nh x\n")]
    [InlineData("[a]\nh x='y\n")]
    [InlineData("[a]\nnode[1:\n")]
    [InlineData("[a]\nnode[1:2000000]\n")]
    [InlineData("[a]\nnode[001:1000]\n")]
    [InlineData("[a:what]\n")]
    [InlineData("[ ]\nh\n")]
    [InlineData("[a ]\nh\n")]
    [InlineData("[a b]\nh\n")]
    [InlineData("[a]\nweb:\n")]
    public void An_inventory_that_Ansible_would_reject_or_never_finish_reading_is_reported(string text) =>
        InventoryText.Read(Encoding.UTF8.GetBytes(text), InventoryFormat.Ini).Problems.ShouldNotBeEmpty();

    // YAML 1.2.2, section 10.3.2. JSON: RFC 8259, read by System.Text.Json, which accepts nothing else.
    [Fact]
    public void Every_scalar_of_YAML_is_written_as_JSON_with_its_value()
    {
        string[] plain = YamlScalars.Draw(1, 1000);

        using JsonDocument json = JsonDocument.Parse(Written(Of(plain, Dialect.Yaml), InventoryFormat.DynamicJson));

        JsonElement host = json.RootElement.GetProperty("_meta").GetProperty("hostvars").GetProperty("h");
        plain.Where((text, i) => !YamlScalars.IsValue(host.GetProperty($"v{i}"), text)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(InventoryFormat.Yaml)]
    [InlineData(InventoryFormat.Ini)]
    public void Every_scalar_of_YAML_reads_back_equal(InventoryFormat format)
    {
        // INI has Python literals, which do not have NaN.
        string[] plain =
        [
            .. YamlScalars
                .Draw(2, 1000)
                .Where(text => format == InventoryFormat.Yaml || !text.Contains(".nan", StringComparison.OrdinalIgnoreCase)),
        ];
        Inventory inventory = Of(plain, Dialect.Yaml);

        Inventory read = InventoryText.Read(Written(inventory, format), format).Inventory.ShouldNotBeNull();

        (DocumentMap Before, DocumentMap After) = ((DocumentMap)inventory.HostVars["h"]!, (DocumentMap)read.HostVars["h"]!);
        plain.Where((text, i) => !AreSame(Before[$"v{i}"]!, After[$"v{i}"]!)).ShouldBeEmpty();
    }

    // Ansible reads YAML with PyYAML. JSON does not have NaN and infinities, which are texts.
    [MachineFact("python:yaml")]
    public void Python_reads_the_same_values_from_JSON_as_from_YAML()
    {
        string[] plain =
        [
            .. YamlScalars
                .Draw(3, 1000)
                .Where(text => DocumentReader.Read(Encoding.UTF8.GetBytes($"v: {text}\n"), Dialect.Yaml11).Root is not null),
        ];
        using TemporaryFolder folder = new();
        folder.Write("a.yaml", string.Concat(plain.Select((text, i) => $"v{i}: {text}\n")));
        File.WriteAllBytes(folder.At("a.json"), Written(Of(plain, Dialect.Yaml11), InventoryFormat.DynamicJson));
        string program = folder.Write(
            "compare.py",
            """
            import datetime, json, math, yaml
            def refuse(text): raise ValueError(text)
            written = json.load(open('a.json'), parse_constant=refuse)['_meta']['hostvars']['h']
            for name, value in yaml.safe_load(open('a.yaml')).items():
                if isinstance(value, float) and not math.isfinite(value):
                    value = '.nan' if math.isnan(value) else '.inf' if value > 0 else '-.inf'
                if isinstance(value, (datetime.date, datetime.datetime)):
                    continue
                got = written[name]
                if type(got) is not type(value) or got != value:
                    print(name, repr(value), repr(got))
            """
        );

        ProgramResult result = Command.Run("/usr/bin/python3", folder.Root, new Dictionary<string, string>(), program);

        (result.ExitCode, result.Output.Trim()).ShouldBe((0, ""), result.Text);
    }

    private static Inventory Of(string[] plain, Dialect dialect)
    {
        string text = string.Concat(plain.Select((scalar, i) => $"v{i}: {scalar}\n"));
        DocumentNode vars = DocumentReader.Read(Encoding.UTF8.GetBytes(text), dialect).Root.ShouldNotBeNull();
        return new Inventory { Ungrouped = ["h"], HostVars = new DocumentMap([new("h", default, vars)]) };
    }

    private static byte[] Written(Inventory inventory, InventoryFormat format)
    {
        ArrayBufferWriter<byte> buffer = new();
        InventoryText.Write(inventory, format, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    // A float is a double in Python: 1e400 is infinite, and digits after the 17th are lost.
    private static bool AreSame(DocumentNode left, DocumentNode right) =>
        left.Equals(right)
        || (
            left is DocumentScalar { ScalarKind: ScalarKind.Number } before
            && right is DocumentScalar { ScalarKind: ScalarKind.Number } after
            && Number(before).Equals(Number(after))
        );

    private static double Number(DocumentScalar scalar) =>
        double.Parse(scalar.Text.Replace(".inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture);
}
