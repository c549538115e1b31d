# fish completion for flakewalk. It asks flakewalk itself, and evaluates nothing that
# was typed or is offered.

function __flakewalk_complete
    set -l current (string replace -ra '[\'"\\\\]' '' -- (commandline -ct))
    test (count $current) -eq 0; and set current ''
    set -l words (commandline -opc)
    set -e words[1]
    set -l flag (string match -r -- '^--[^=]*=' $current)
    for line in (command flakewalk __complete $words $current 2>/dev/null)
        string match -q -- ':*' $line; and break
        printf '%s%s\n' "$flag" $line
    end
end

# What looks like a path is completed by fish itself.
function __flakewalk_at_path
    string match -qr -- '^(--[^=]*=)?[./~][^#]*$' (commandline -ct)
end

complete -c flakewalk -f -a '(__flakewalk_complete)'
complete -c flakewalk -n __flakewalk_at_path -F
